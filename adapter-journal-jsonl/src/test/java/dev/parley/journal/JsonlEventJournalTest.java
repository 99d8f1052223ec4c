package dev.parley.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.EventJournal;
import dev.parley.application.port.EventJournalContract;
import dev.parley.application.testkit.SettableTime;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JsonlEventJournalTest extends JournalFixture implements EventJournalContract {
    @Override
    public EventJournal journal() {
        return journal;
    }

    @Override
    public SettableTime time() {
        return time;
    }

    @Override
    public void settle() throws InterruptedException {
        assertThat(journal.awaitWritten(SOON)).isTrue();
    }

    @Override
    public void reopen() {
        reopen(JournalSettings.in(folder()));
    }
}
