package dev.parley.launcher.profiles;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A file of profiles. Reading it acts on nothing; safe for use by many threads. */
public final class ProfilesFile {
    private static final int LARGEST = 1 << 20;

    private final Path path;
    private final Function<String, @Nullable String> environment;

    /** @param environment the values of environment variables; null for those that are not set */
    public ProfilesFile(Path path, Function<String, @Nullable String> environment) {
        this.path = path;
        this.environment = environment;
    }

    /** @throws ProfilesFileException naming all that is wrong, or why the file cannot be read */
    public ProfilesDocument read() {
        return parse(content());
    }

    /** @throws ProfilesFileException if the file cannot be read */
    String content() {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] bytes = file.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw unreadable("is larger than any file of profiles; make it smaller than 1 MiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException missing) {
            throw unreadable("is not there; create it, or set PARLEY_PROFILES to a file that is");
        } catch (CharacterCodingException malformed) {
            throw unreadable("is not in UTF-8; save it in that encoding");
        } catch (IOException failed) {
            throw unreadable("cannot be read; check that it is a file and that Parley may read it");
        }
    }

    private ProfilesFileException unreadable(String why) {
        return new ProfilesFileException(List.of("%s: The file of profiles %s.".formatted(path, why)));
    }

    /** @throws ProfilesFileException naming all that is wrong */
    ProfilesDocument parse(String text) {
        Defects defects = new Defects(path.toString());
        Optional<YamlSection> file = YamlReader.read(text.startsWith("\uFEFF") ? text.substring(1) : text, defects)
                .filter(document -> !(document instanceof YamlNode.Scalar scalar && scalar.isNothing()))
                .flatMap(document -> YamlSection.of("", document, defects, "profiles", "mcp_servers"));
        ProfilesDocument document = new ProfilesDocument(
                new ProfileSections(defects).read(file.flatMap(keys -> keys.node("profiles"))),
                new McpServerSections(defects, environment).read(file.flatMap(keys -> keys.node("mcp_servers"))));
        if (!defects.isEmpty()) {
            throw new ProfilesFileException(defects.lines());
        }
        return document;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
