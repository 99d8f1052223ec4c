package dev.parley.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.domain.user.UserId;
import dev.parley.web.http.Credentials;
import dev.parley.web.support.Fuzzing;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Headers and queries of requests: read or refused in words. */
class RestFuzzTest {
    private static final List<Parameter> PARAMETERS =
            List.of(new Parameter("q", "text"), new Parameter("limit", "number"), new Parameter("day", "day"));
    private static final UserId ALICE = new UserId("alice");

    @FuzzTest
    void query(byte[] data) {
        String query = Fuzzing.latin1(data);
        Credentials.isInQuery(query);
        Fuzzing.read(query, () -> QueryValues.parse(query, PARAMETERS)).ifPresent(values -> {
            for (String name : List.of("q", "limit", "day")) {
                Fuzzing.read(query, () -> String.valueOf(values.text(name)));
                Fuzzing.read(query, () -> String.valueOf(values.truth(name)));
                Fuzzing.read(query, () -> String.valueOf(values.date(name)));
                Fuzzing.read(query, () -> values.number(name, 1, 0, Integer.MAX_VALUE))
                        .ifPresent(number -> assertThat(number).isNotNegative());
                Fuzzing.read(query, () -> values.number(name, 1L, 0L, Long.MAX_VALUE))
                        .ifPresent(number -> assertThat(number).isNotNegative());
            }
        });
    }

    @FuzzTest
    void idempotencyKey(byte[] data) {
        String key = Fuzzing.latin1(data);
        Fuzzing.read(key, () -> IdempotencyKey.id(key, "message_id", null, ALICE))
                .ifPresent(id -> {
                    assertThat(IdempotencyKey.id(key, "message_id", null, ALICE))
                            .isEqualTo(id);
                    assertThat(IdempotencyKey.id(null, "message_id", id.toString(), ALICE))
                            .isEqualTo(id);
                    assertThat(IdempotencyKey.id(null, "message_id", null, ALICE))
                            .isNull();
                });
        Fuzzing.read(key, () -> {
            UUID id = IdempotencyKey.id(null, "message_id", key, ALICE);
            assertThat(id).isNotNull();
            return id;
        });
    }

    @FuzzTest
    void accept(byte[] data) {
        Accepts accepts = Accepts.of(Fuzzing.latin1(data));
        for (String type : List.of("application/json", "text/event-stream")) {
            if (accepts.prefers(type, "application/json")) {
                assertThat(accepts.allows(type)).isTrue();
            }
        }
    }

    @Test
    void naughtyStringsAreReadOrRefused() {
        Fuzzing.forEachNaughtyString(this::query);
        Fuzzing.forEachNaughtyString(this::idempotencyKey);
        Fuzzing.forEachNaughtyString(this::accept);
    }
}
