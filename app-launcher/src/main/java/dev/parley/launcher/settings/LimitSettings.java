package dev.parley.launcher.settings;

import dev.parley.domain.ChatException;
import dev.parley.domain.limit.ChatLimits;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The settings of {@link ChatLimits}: one for each component of the record, named after it. */
final class LimitSettings {
    private static final String PREFIX = "PARLEY_LIMIT_";

    /** What the components mean, in their order. The record itself cannot be asked for it. */
    private static final Map<String, String> MEANINGS = meanings();

    private static final List<RecordComponent> COMPONENTS = List.of(ChatLimits.class.getRecordComponents());

    static final List<Setting<?>> ALL =
            COMPONENTS.stream().<Setting<?>>map(LimitSettings::settingOf).toList();

    private LimitSettings() {}

    /** @throws SettingException naming the first limit that is out of its range */
    static ChatLimits read(Values values) {
        Object[] arguments = ALL.stream().map(values::get).toArray();
        Class<?>[] types = COMPONENTS.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return ChatLimits.class.getDeclaredConstructor(types).newInstance(arguments);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof ChatException.Invalid invalid) {
                throw new SettingException(sentence(invalid, values));
            }
            throw new IllegalStateException("limits cannot be made", refused);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("limits cannot be made", impossible);
        }
    }

    /** The domain names the limit in snake case; people know it by the setting's name. */
    private static String sentence(ChatException.Invalid invalid, Values values) {
        String field = String.valueOf(invalid.details().get("field"));
        String variable = PREFIX + field.toUpperCase(Locale.ROOT);
        String name = ALL.stream()
                .filter(setting -> setting.variable().equals(variable))
                .findFirst()
                .map(values::nameOf)
                .orElse(variable);
        String sentence = invalid.sentence();
        return name + (sentence.startsWith(field) ? sentence.substring(field.length()) : ": " + sentence);
    }

    private static Setting<?> settingOf(RecordComponent component) {
        String variable =
                PREFIX + component.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
        String meaning = MEANINGS.getOrDefault(component.getName(), "");
        Object preset = valueOf(component, ChatLimits.defaults());
        return preset instanceof Duration duration
                ? Setting.of(variable, "TIME", Parsers.text(duration), meaning, Parsers::duration)
                : Setting.of(variable, "NUMBER", String.valueOf(preset), meaning, Parsers.number(0, Integer.MAX_VALUE));
    }

    private static Object valueOf(RecordComponent component, ChatLimits limits) {
        try {
            return component.getAccessor().invoke(limits);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(component + " cannot be read", impossible);
        }
    }

    private static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        Arrays.stream("""
                        userMessageCodePoints: most characters (code points) of a user message
                        titleCodePoints: most characters of a session's title
                        metadataBytes: most bytes of a session's metadata
                        customPayloadBytes: most bytes of a custom event's payload
                        activeSessionsPerUser: active sessions of one user; 0 = any number
                        liveSessions: sessions in use at once on a node: watched, or worked on by the agent; 0 = any number
                        messagesPerSession: messages of one session; 0 = any number
                        queuedTurns: messages that may wait in one session while the agent is busy
                        participants: people with whom a session can be shared
                        idleUntilPaused: time without activity after which a session is paused
                        inactiveUntilExpired: time without activity after which a session expires
                        retention: how long ended and deleted sessions are kept
                        feedbackLifetime: how long a question to people waits for its answer
                        feedbackReminder: how long before a question's end people are reminded of it
                        contextMessages: most messages that the model gets to see
                        contextTokens: most tokens of these messages
                        userRequestsPerMinute: requests of one user that make the agent work or store something; 0 = any number
                        sessionRequestsPerMinute: such requests to one session; 0 = any number
                        channelRequestsPerMinute: such requests of one user over one channel, such as the web; 0 = any number
                        userReadsPerMinute: requests of one user that only read; 0 = any number
                        customEventsPerMinute: custom events published to one session; 0 = any number
                        connectionsPerIp: WebSocket connections from one address; 0 = any number
                        httpConnectionsPerIp: connections of any kind from one address that is no trusted proxy; 0 = any number
                        connections: connections of any kind to a node; 0 = any number
                        pageSize: items of a page when none is asked for
                        maximumPageSize: most items of a page
                        chatWait: how long POST /api/chat waits for the whole answer
                        modelConnect: time to connect to the model
                        modelStall: time without any output of the model
                        modelAnswer: time for a whole answer of the model
                        toolCall: time for one tool call
                        toolRounds: rounds of tool calls in one answer
                        toolResultCodePoints: most characters (code points) of a tool's result that the model gets to see
                        lease: how long a node may work on an answer without a sign of life
                        turnAttempts: how often an answer may be begun
                        """.split("\n")).map(line -> line.split(": ", 2)).forEach(line -> meanings.put(line[0], line[1]));
        return meanings;
    }
}
