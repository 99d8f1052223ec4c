package dev.parley.web.page;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The page's own files: all that lie beside its start document, in the same jar or folder, and are of a kind that browsers load. */
final class OwnFiles {
    private static final String START_DOCUMENT = "index.html";
    private static final Pattern LOADED =
            Pattern.compile("(?:[a-z0-9][a-z0-9-]*/)*[a-z0-9][a-z0-9-]*\\.(?:js|css|svg)");

    private final URL startDocument;
    private final String folder;

    private OwnFiles(URL startDocument) {
        String address = startDocument.toString();
        this.startDocument = startDocument;
        this.folder = address.substring(0, address.length() - START_DOCUMENT.length());
    }

    /** @throws IllegalStateException if the page is not on the class path */
    static OwnFiles find() {
        URL found = OwnFiles.class.getResource("/web/" + START_DOCUMENT);
        if (found == null) {
            throw new IllegalStateException("The page is not on the class path.");
        }
        return new OwnFiles(found);
    }

    byte[] startDocument() {
        return read(startDocument).orElseThrow();
    }

    /** @param name such as {@code elements/chat.js} */
    Optional<byte[]> file(String name) {
        if (!LOADED.matcher(name).matches()) {
            return Optional.empty();
        }
        try {
            return read(URI.create(folder + name).toURL());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Optional<byte[]> read(URL url) {
        try (InputStream stream = url.openStream()) {
            return Optional.of(stream.readAllBytes());
        } catch (FileNotFoundException | NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
