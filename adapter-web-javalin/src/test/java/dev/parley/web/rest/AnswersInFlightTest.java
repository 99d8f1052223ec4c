package dev.parley.web.rest;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersInFlightTest {
    private static final int LONG = 100 * 1024;

    private final AnswersInFlight inFlight = new AnswersInFlight(3 * LONG);

    private void assertNoRoomFor(int bytes) {
        assertThatExceptionOfType(ChatException.Unavailable.class).isThrownBy(() -> inFlight.hold(bytes));
    }

    @Test
    void roomIsBoundedAndGivenBack() {
        List<Runnable> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            held.add(inFlight.hold(LONG));
        }

        assertNoRoomFor(LONG);
        held.getFirst().run();
        inFlight.hold(LONG);
        assertNoRoomFor(LONG);
    }

    @Test
    void shortAnswersAlwaysGo() {
        inFlight.hold(3 * LONG);

        inFlight.hold(AnswersInFlight.SHORT).run();
        assertNoRoomFor(AnswersInFlight.SHORT + 1);
    }

    @Test
    void answerThatIsLongerThanTheRoomGoesAlone() {
        inFlight.hold(100 * LONG).run();
        inFlight.hold(LONG);

        assertNoRoomFor(100 * LONG);
    }
}
