package dev.parley.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.event.EventId;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.NodeId;
import dev.parley.domain.turn.TurnId;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictUuidTest {
    private static final String TEXT = "0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4f";

    @ParameterizedTest
    @ValueSource(
            strings = {
                TEXT,
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "f47ac10b-58cc-4372-a567-0e02b2c3d479"
            })
    void canonicalFormIsReadAndPrintedUnchanged(String text) {
        assertThat(StrictUuid.parse("id", text)).hasToString(text).isEqualTo(UUID.fromString(text));
    }

    @Test
    void upperCaseIsReadAsTheSameId() {
        assertThat(StrictUuid.parse("id", TEXT.toUpperCase(Locale.ROOT))).hasToString(TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1-1-1-1-1",
                "0198f3c27b1e7c3a9d2f3a5b8c1d2e4f",
                "0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4",
                "0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4f0",
                "0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4g",
                "0198f3c2-7b1e-7c3a-9d2f_3a5b8c1d2e4f",
                "0198f3c27-b1e-7c3a-9d2f-3a5b8c1d2e4f",
                "0198f3c2-7b1e-7c3a-9d2-f3a5b8c1d2e4f",
                "000000198f3c2-7b1e-7c3a-9d2f-3a5b8c1",
                "{198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4}",
                " 198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4f",
                "0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4\n",
                "+198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4f",
                "-198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4f",
                "0198f3c2--b1e-7c3a-9d2f-3a5b8c1d2e4f",
                "------------------------------------",
                "\u0660198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4",
                "0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4\uFF46",
                "0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e\uD83D\uDE00",
                "urn:uuid:0198f3c2-7b1e-7c3a-9d2f-3a5b8c1d2e4f"
            })
    void anyOtherFormIsRefused(String text) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> StrictUuid.parse("id", text))
                .returns(ErrorCode.INVALID_REQUEST, ChatException::code)
                .returns(Map.of("field", "id"), ChatException::details);
    }

    @ParameterizedTest
    @MethodSource("idTypes")
    void everyIdPrintsItsUuidAndReadsItBack(String field, Function<String, ?> parse, Function<UUID, ?> of) {
        UUID uuid = UUID.fromString(TEXT);

        assertThat((Object) parse.apply(TEXT)).isEqualTo(of.apply(uuid)).hasToString(TEXT);
    }

    @ParameterizedTest
    @MethodSource("idTypes")
    void everyIdNamesItsFieldWhenItRefuses(String field, Function<String, ?> parse, Function<UUID, ?> of) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> parse.apply("12"))
                .withMessageStartingWith(field + " ")
                .returns(Map.of("field", field), ChatException::details);
    }

    static Stream<Arguments> idTypes() {
        return Stream.of(
                idType("session_id", SessionId::parse, SessionId::new),
                idType("message_id", MessageId::parse, MessageId::new),
                idType("turn_id", TurnId::parse, TurnId::new),
                idType("event_id", EventId::parse, EventId::new),
                idType("request_id", FeedbackRequestId::parse, FeedbackRequestId::new));
    }

    private static Arguments idType(String field, Function<String, ?> parse, Function<UUID, ?> of) {
        return Arguments.of(field, parse, of);
    }

    @Test
    void nodeIsPrintedAsItsUuid() {
        assertThat(new NodeId(UUID.fromString(TEXT))).hasToString(TEXT);
    }
}
