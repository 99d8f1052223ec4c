package dev.parley.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptsTest {
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*                                      | true  | false",
                "application/json                         | true  | false",
                "APPLICATION/JSON                         | true  | false",
                "application/*                            | true  | false",
                "application/json;q=0                     | false | false",
                "*/*, application/json;q=0                | false | false",
                "text/html                                | false | false",
                "text/html, */*;q=0.1                     | true  | false",
                "text/event-stream                        | false | true",
                "text/event-stream, application/json      | true  | true",
                "text/event-stream;q=0.5, application/json| true  | false",
                "text/event-stream;q=0                    | false | false",
                "text/*                                   | false | false",
                "text/event-stream, */*;q=0.1             | true  | true",
                "application/json; q=x                    | false | false",
                "text/event-stream;q=0, text/event-stream | false | false",
                "text/event-stream;q=NaN                  | false | false",
                "text/event-stream;q=Infinity, */*        | true  | false",
                "application/json;q=0x1p3                 | false | false",
                "application/json;q=2                     | false | false",
                "application/json;q=-1                    | false | false",
                "application/json;q=0.001                 | true  | false",
                "application/json;q=1.000                 | true  | false",
                ",;,                                      | false | false",
            })
    void readsTheHeader(String header, boolean json, boolean stream) {
        Accepts accepts = Accepts.of(header);

        assertThat(accepts.allows(JSON)).isEqualTo(json);
        assertThat(accepts.prefers(EVENTS, JSON)).isEqualTo(stream);
    }

    @Test
    void withoutAHeaderAnythingGoes() {
        assertThat(Accepts.of(null).allows(JSON)).isTrue();
        assertThat(Accepts.of(null).prefers(EVENTS, JSON)).isFalse();
    }
}
