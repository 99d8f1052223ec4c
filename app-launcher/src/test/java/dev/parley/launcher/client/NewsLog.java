package dev.parley.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** Keeps all news and what it says of a session; complains of every gap, repetition and contradiction. */
final class NewsLog implements Consumer<News> {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<News> all = new CopyOnWriteArrayList<>();
    private final List<String> contradictions = new CopyOnWriteArrayList<>();
    private final Map<String, StringBuilder> drafts = new LinkedHashMap<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private long seq = -1;

    @Override
    public synchronized void accept(News news) {
        all.add(news);
        switch (news) {
            case News.Reset reset -> {
                seq = reset.snapshot().at("/session/position").asLong();
                drafts.clear();
                reset.snapshot().path("messages").forEach(this::store);
            }
            case News.Event event -> {
                if (seq >= 0 && event.seq() != seq + 1) {
                    contradictions.add("event %d after %d".formatted(event.seq(), seq));
                }
                seq = event.seq();
                store(event.payload().path("message"));
            }
            case News.Text text -> {
                StringBuilder draft = drafts.computeIfAbsent(text.messageId(), id -> new StringBuilder());
                if (text.offset() != draft.length() || text.text().isEmpty()) {
                    contradictions.add("%s after %d".formatted(text, draft.length()));
                }
                draft.append(text.text());
            }
            default -> {
                // Not about a log.
            }
        }
    }

    private void store(JsonNode message) {
        String id = message.path("message_id").asText();
        if (message.isObject() && !message.path("status").asText().equals("streaming")) {
            String text = message.path("text").asText();
            StringBuilder draft = drafts.remove(id);
            if (draft != null && !text.startsWith(draft.toString())) {
                contradictions.add("the draft was %s and the message is %s".formatted(draft, text));
            }
            texts.put(id, text);
        }
    }

    /** The texts of all messages, by their ids. */
    synchronized Map<String, String> texts() {
        return new LinkedHashMap<>(texts);
    }

    /** The answer in progress. */
    synchronized String draft() {
        return drafts.values().stream().map(StringBuilder::toString).findFirst().orElse("");
    }

    void requireNoContradiction() {
        assertThat(contradictions).isEmpty();
    }

    <T extends News> List<T> all(Class<T> type) {
        List<T> found = new ArrayList<>();
        all.stream().filter(type::isInstance).map(type::cast).forEach(found::add);
        return found;
    }

    /** Waits until there are so many of a kind; returns the last of them. */
    <T extends News> T await(Class<T> type, int count) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> all(type), found -> found.size() >= count)
                .get(count - 1);
    }

    <T extends News> T await(Class<T> type) {
        return await(type, 1);
    }

    void awaitDraft(String text) {
        Awaitility.await().atMost(PATIENCE).until(this::draft, text::equals);
    }

    void awaitText(String text) {
        Awaitility.await().atMost(PATIENCE).until(() -> texts().containsValue(text));
    }
}
