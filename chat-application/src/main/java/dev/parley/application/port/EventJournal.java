package dev.parley.application.port;

import dev.parley.domain.ChatException;
import dev.parley.domain.event.Event;
import java.util.List;
import java.util.function.Consumer;

/**
 * A copy of the events that this node committed, for statistics and for whoever wants to look at them with other tools. It is not the
 * log: sessions do without it, and when it cannot keep up, events are missing in it.
 *
 * <p>Callers rely on this: every method may be called by many threads at once; {@link #append} returns at once and never throws, whatever
 * state the journal is in; what it does not take is counted as dropped. Events appended by one thread are written in their order. Every
 * adapter passes {@code EventJournalContract}.
 */
public interface EventJournal {
    /** Most days that {@link #rebuild} looks back. */
    int MAXIMUM_DAYS = 365;

    /** Hands over events, which are written a little later, or dropped if too many wait already. */
    void append(List<Event> events);

    /** What was counted since the journal was opened, or since the beginning of the last {@link #rebuild}. */
    JournalStatistics statistics();

    /**
     * Counts anew from what was written on the last days and goes on from there: events appended meanwhile are counted, once. Takes as
     * long as reading takes; until it is done, {@link #statistics} stay what they were.
     *
     * @param days 1 to {@value #MAXIMUM_DAYS}; 1 = today (UTC)
     * @param onProgress told from time to time, on the calling thread, and at the end
     * @return the last progress
     * @throws ChatException.Invalid if the number of days is out of its range
     * @throws ChatException.Conflict if the statistics are being rebuilt already
     * @throws ChatException.Unavailable if the journal cannot be read, or the thread was interrupted; nothing changed then
     */
    JournalProgress rebuild(int days, Consumer<JournalProgress> onProgress);
}
