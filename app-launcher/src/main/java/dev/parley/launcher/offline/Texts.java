package dev.parley.launcher.offline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What the offline model says; each text is a Markdown file beside this class. Some have places for facts, see {@link SessionFacts}. */
final class Texts {
    static final String CONNECTION = read("connection");
    static final String FAREWELL = read("farewell");
    static final String FOOTER = read("footer");
    static final String GREETING = read("greeting");
    static final String HELP = read("help");
    static final String HELPLESSNESS = read("helplessness");
    static final String ITSELF = read("itself");
    static final String LONG_ANSWER = read("long-answer");
    static final String PARLEY = read("parley");
    static final String PROMISES = read("promises");
    static final String QUEUE = read("queue");
    static final String REAL_MODEL = read("real-model");
    static final String SESSION = read("session");
    static final String STOP = read("stop");
    static final String STORY = read("story");
    static final String TABS = read("tabs");
    static final String THANKS = read("thanks");

    private Texts() {}

    private static String read(String name) {
        try (InputStream file = Texts.class.getResourceAsStream(name + ".md")) {
            if (file == null) {
                throw new IllegalStateException("The text " + name + " is not on the class path.");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
