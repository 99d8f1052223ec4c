package dev.parley.channel.email;

import dev.parley.application.Parley;
import dev.parley.application.port.ComponentHealth;
import dev.parley.domain.ChatException;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the mails that come to Parley's own mailbox: answers to questions, and what people write to the agent. A mail is handled first and marked as seen then, so none
 * is forgotten when the process dies in between; the same one handled again has no second effect. A lost connection is made again, less and
 * less often while that fails.
 */
public final class EmailInbox implements AutoCloseable {
    /** What is read of a mail: more than anybody writes, and little enough to be kept in memory. */
    static final int LARGEST_MAIL = 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(EmailInbox.class);
    private static final int BATCH = 50;
    private static final int TRIES = 3;
    private static final int MOST_REMEMBERED = 1_000;
    private static final Duration FIRST_LOOK = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final InboxSettings settings;
    private final MailReader reader;
    private final MailClerk clerk;
    private final InstantSource time;
    private final Thread thread;

    /** How often handling a mail failed, by its name; only for the thread. */
    private final Map<String, Integer> failures = new HashMap<>();

    private volatile @Nullable String trouble = "It was not reached yet.";
    private volatile Instant since;

    /**
     * @param parley decides about what comes
     * @param channel answers what does not count
     */
    public EmailInbox(InboxSettings settings, Parley parley, EmailChannel channel, InstantSource time) {
        this.settings = settings;
        this.reader = new MailReader(settings.mailbox(), settings.judge());
        this.clerk = new MailClerk(parley, channel, settings.mailbox(), time);
        this.time = time;
        this.since = time.instant();
        this.thread = Thread.ofVirtual().name("parley-email-inbox").unstarted(this::run);
    }

    /** Begins to read; returns at once. */
    public void start() {
        thread.start();
    }

    /** Whether mails are read now. */
    public ComponentHealth health() {
        String reason = trouble;
        return reason == null
                ? new ComponentHealth.Up(Map.of())
                : new ComponentHealth.Degraded(Map.of("reason", reason, "since", since.toString()));
    }

    private void run() {
        int failed = 0;
        while (!Thread.currentThread().isInterrupted()) {
            try (OpenFolder folder = OpenFolder.open(settings)) {
                wentWell();
                failed = 0;
                readAll(folder);
            } catch (InterruptedException closing) {
                return;
            } catch (MessagingException | IOException | ChatException | IllegalStateException failure) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                wentWrong(failure);
            } catch (RuntimeException defect) {
                LOG.error("mails could not be read", defect);
                wentWrong(defect);
            }
            if (!rest(failed++)) {
                return;
            }
        }
    }

    /**
     * Handles what is there, and what comes, until the connection is lost. What comes at the very moment at which it is waited for may not be told,
     * by some servers at least; so after each mail it is looked soon, then less and less often.
     */
    private void readAll(OpenFolder folder) throws MessagingException, IOException, InterruptedException {
        Duration pause = FIRST_LOOK;
        while (true) {
            boolean any = handleAll(folder);
            pause = shorter(any ? FIRST_LOOK : pause.multipliedBy(2), settings.pause());
            folder.awaitNews(pause);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void wentWell() {
        if (trouble != null) {
            LOG.info("mails are read from {}", settings.imap().description());
            trouble = null;
            since = time.instant();
        }
    }

    /** Told once, not at every try. What servers say may hold addresses. */
    private void wentWrong(Exception failure) {
        String reason = switch (failure) {
            case AuthenticationFailedException refused -> "The mail server refuses the login.";
            case ChatException passing -> "The storage cannot be reached.";
            case IOException broken -> "The connection broke off, or there is no access token for it.";
            default -> "The mail server " + MailTrouble.of(failure) + ".";
        };
        if (!reason.equals(trouble)) {
            LOG.warn("mails cannot be read from {}: {}", settings.imap().description(), reason);
            LOG.debug("mails cannot be read: {}", failure.getClass().getSimpleName());
            trouble = reason;
            since = time.instant();
        }
    }

    private boolean rest(int failed) {
        Duration longest = settings.patience().multipliedBy(1L << Math.min(failed, 10));
        long millis = Math.min(longest.toMillis(), LONGEST_PAUSE.toMillis());
        try {
            Thread.sleep(Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1)));
            return true;
        } catch (InterruptedException closing) {
            return false;
        }
    }

    /**
     * Until nothing is left: of a mail that a server announced while others were handled, it says nothing more while it is waited for news.
     *
     * @return whether there was any
     */
    private boolean handleAll(OpenFolder folder) throws MessagingException, IOException, InterruptedException {
        int known;
        boolean any = false;
        List<IMAPMessage> mails;
        do {
            known = folder.count();
            mails = folder.unseen(BATCH);
            for (IMAPMessage mail : mails) {
                handle(folder, mail);
            }
            any |= !mails.isEmpty();
        } while (!mails.isEmpty() || folder.count() != known);
        return any;
    }

    private void handle(OpenFolder folder, IMAPMessage mail)
            throws MessagingException, IOException, InterruptedException {
        String name = folder.nameOf(mail);
        if (!isTriedTooOften(name)) {
            byte[] bytes = OpenFolder.read(mail, LARGEST_MAIL);
            try {
                clerk.handle(reader.read(bytes));
            } catch (UnreadableMailException unreadable) {
                LOG.warn("the mail {} is left alone: {}", name, unreadable.getMessage());
            } catch (ChatException passing) {
                throw passing;
            } catch (RuntimeException defect) {
                noteFailure(name);
                throw defect;
            }
        }
        OpenFolder.markSeen(mail);
        failures.remove(name);
    }

    /** What fails again and again must not keep others from being read. */
    private boolean isTriedTooOften(String name) {
        boolean often = failures.getOrDefault(name, 0) >= TRIES;
        if (often) {
            LOG.error("the mail {} is left alone: it cannot be handled", name);
        }
        return often;
    }

    private void noteFailure(String name) {
        if (failures.size() >= MOST_REMEMBERED) {
            failures.clear();
        }
        failures.merge(name, 1, Integer::sum);
    }

    /** Ends soon; a mail that is being handled then is handled again by the next one who reads. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSING);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
