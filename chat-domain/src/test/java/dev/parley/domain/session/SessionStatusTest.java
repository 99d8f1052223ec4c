package dev.parley.domain.session;

import static dev.parley.domain.session.SessionStatus.ACTIVE;
import static dev.parley.domain.session.SessionStatus.COMPLETED;
import static dev.parley.domain.session.SessionStatus.EXPIRED;
import static dev.parley.domain.session.SessionStatus.INITIALIZING;
import static dev.parley.domain.session.SessionStatus.PAUSED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SessionStatusTest {
    private static final Map<SessionStatus, Set<SessionStatus>> ALLOWED = Map.of(
            INITIALIZING, Set.of(ACTIVE, PAUSED, COMPLETED, EXPIRED),
            ACTIVE, Set.of(PAUSED, COMPLETED, EXPIRED),
            PAUSED, Set.of(ACTIVE, COMPLETED, EXPIRED),
            COMPLETED, Set.of(),
            EXPIRED, Set.of());

    @ParameterizedTest
    @MethodSource("pairs")
    void statusChangesOnlyAsDrawn(SessionStatus from, SessionStatus to) {
        assertThat(from.canBecome(to)).isEqualTo(ALLOWED.get(from).contains(to));
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(SessionStatus.values())
                .flatMap(from -> Arrays.stream(SessionStatus.values()).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @EnumSource
    void statusIsFinalIfNothingFollows(SessionStatus status) {
        assertThat(status.isFinal()).isEqualTo(ALLOWED.get(status).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"INITIALIZING, true", "ACTIVE, true", "PAUSED, false", "COMPLETED, false", "EXPIRED, false"})
    void sessionCountsUntilItIsPausedOrEnded(SessionStatus status, boolean counts) {
        assertThat(status.countsAsActive()).isEqualTo(counts);
    }
}
