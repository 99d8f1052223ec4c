package dev.parley.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {
    @ParameterizedTest
    @EnumSource
    void codeIsTheNameInSnakeCase(ErrorCode code) {
        assertThat(code.code()).matches("[a-z]+(_[a-z]+)*").isEqualToIgnoringCase(code.name());
    }

    @Test
    void codesAreUnique() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::code)).doesNotHaveDuplicates();
    }

    /** Clients rely on these: one may be added, none may change or go. */
    @Test
    void codesThatClientsRelyOnAreThere() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::code))
                .contains(
                        "invalid_request",
                        "invalid_json",
                        "invalid_content",
                        "invalid_position",
                        "invalid_answer",
                        "unknown_command",
                        "invalid_command",
                        "message_id_reused",
                        "unauthenticated",
                        "forbidden",
                        "user_disabled",
                        "not_found",
                        "method_not_allowed",
                        "not_acceptable",
                        "unsupported_media_type",
                        "too_large",
                        "invalid_state",
                        "too_many_active_sessions",
                        "session_full",
                        "too_many_open_tasks",
                        "session_busy",
                        "queue_full",
                        "already_answered",
                        "expired",
                        "rate_limited",
                        "model_rate_limited",
                        "model_unavailable",
                        "model_rejected",
                        "model_timeout",
                        "too_many_tool_rounds",
                        "turn_abandoned",
                        "unavailable",
                        "timed_out",
                        "internal");
    }
}
