package dev.parley.application.agent.function;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model is told, with places for what differs from time to time: {@code {{name}}}. A line of equals signs parts the instructions
 * from what they are about.
 *
 * @param name the resource beside this class, without its ending
 */
record PromptTemplate(String name, String system, String input) {
    private static final String PART = "(?m)^=====$";
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z_]+)}}");

    static final PromptTemplate STREAMING_CHAT_RESPONSE = read("streaming-chat-response");
    static final PromptTemplate PROCESS_USER_MESSAGE = read("process-user-message");
    static final PromptTemplate DETERMINE_NEXT_ACTION = read("determine-next-action");
    static final PromptTemplate GENERATE_FEEDBACK_REQUEST = read("generate-feedback-request");

    /** A template whose places are filled. */
    record Filled(String system, String input) {}

    /** @throws IllegalStateException if there is no such resource */
    static PromptTemplate read(String name) {
        try (InputStream file = PromptTemplate.class.getResourceAsStream(name + ".txt")) {
            if (file == null) {
                throw new IllegalStateException("The template " + name + " is not on the class path.");
            }
            return of(name, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static PromptTemplate of(String name, String text) {
        String[] parts = text.replace("\r\n", "\n").split(PART, 2);
        return new PromptTemplate(name, parts[0].strip(), parts.length == 1 ? "" : parts[1].strip());
    }

    /**
     * Fills all places. What is filled in is not looked at for further places.
     *
     * @throws IllegalArgumentException if the values are not exactly those that there are places for
     */
    Filled fill(Map<String, String> values) {
        Set<String> places = places();
        if (!places.equals(values.keySet())) {
            throw new IllegalArgumentException("The template %s has places for %s, but was given %s."
                    .formatted(name, places, new TreeSet<>(values.keySet())));
        }
        return new Filled(filled(system, values), filled(input, values));
    }

    private Set<String> places() {
        Set<String> places = new TreeSet<>();
        Matcher matcher = PLACE.matcher(system + "\n" + input);
        while (matcher.find()) {
            places.add(matcher.group(1));
        }
        return places;
    }

    private static String filled(String text, Map<String, String> values) {
        return PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), place.group())))
                .strip();
    }
}
