package dev.parley.channel.email;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.search.FlagTerm;
import jakarta.mail.search.SearchException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.eclipse.angus.mail.imap.IMAPStore;

/** A connection to a folder of an IMAP server. For one thread, but for {@link #close}. */
final class OpenFolder implements AutoCloseable {
    private static final FlagTerm UNSEEN = new FlagTerm(new Flags(Flags.Flag.SEEN), false);
    private static final String FETCH_BYTES = Integer.toString(128 * 1024);

    /** Servers that tell no news are asked at least that often. */
    private static final Duration LONGEST_POLL = Duration.ofMinutes(1);

    private final IMAPStore store;
    private final IMAPFolder folder;
    private final boolean tellsNews;

    private OpenFolder(IMAPStore store, IMAPFolder folder, boolean tellsNews) {
        this.store = store;
        this.folder = folder;
        this.tellsNews = tellsNews;
    }

    static OpenFolder open(InboxSettings settings) throws MessagingException, IOException, InterruptedException {
        MailServer server = settings.imap();
        Properties properties = server.properties();
        properties.setProperty("mail.imap.fetchsize", FETCH_BYTES);
        IMAPStore store = imapStore(properties);
        try {
            store.connect(
                    server.host(),
                    server.port(),
                    server.login().name(),
                    server.login().secret());
            // Asked later, the store would make a connection of its own for it.
            boolean tellsNews = store.hasCapability("IDLE");
            Folder folder = store.getFolder(settings.folder());
            folder.open(Folder.READ_WRITE);
            return new OpenFolder(store, (IMAPFolder) folder, tellsNews);
        } catch (MessagingException | IOException | InterruptedException | RuntimeException failure) {
            closeQuietly(store);
            throw failure;
        }
    }

    private static IMAPStore imapStore(Properties properties) throws MessagingException {
        return (IMAPStore) Session.getInstance(properties).getStore("imap");
    }

    /**
     * Mails that were not handled yet, the oldest first.
     *
     * @param most how many of them at most
     */
    List<IMAPMessage> unseen(int most) throws MessagingException {
        int[] numbers = unseen();
        if (Arrays.stream(numbers).max().orElse(0) > folder.getMessageCount()) {
            // The server forgot to tell of some that it finds; opened anew, it tells how many there are.
            folder.close(false);
            folder.open(Folder.READ_WRITE);
            numbers = unseen();
        }
        List<IMAPMessage> mails = new ArrayList<>();
        for (int number : Arrays.stream(numbers).sorted().limit(most).toArray()) {
            mails.add((IMAPMessage) folder.getMessage(number));
        }
        return mails;
    }

    private int[] unseen() throws MessagingException {
        return (int[]) folder.doCommand(protocol -> {
            try {
                return protocol.search(UNSEEN);
            } catch (SearchException unknown) {
                throw new ProtocolException("the server knows no search for unseen mails", unknown);
            }
        });
    }

    /** How many mails the server has told of. */
    int count() throws MessagingException {
        return folder.getMessageCount();
    }

    /** What names a mail on this server for good. */
    String nameOf(IMAPMessage mail) throws MessagingException {
        return folder.getUIDValidity() + "/" + folder.getUID(mail);
    }

    /**
     * The bytes of a mail, or its beginning. It stays unseen.
     *
     * @param most bytes
     */
    static byte[] read(IMAPMessage mail, int most) throws MessagingException, IOException {
        mail.setPeek(true);
        Bounded bytes = new Bounded(most);
        try {
            mail.writeTo(bytes);
        } catch (EnoughException enough) {
            // The beginning is all that is wanted.
        }
        return bytes.toByteArray();
    }

    /** Marks a mail as handled. */
    static void markSeen(IMAPMessage mail) throws MessagingException {
        mail.setFlag(Flags.Flag.SEEN, true);
    }

    /** Waits until something may have changed: until the server says so, or for this time. */
    void awaitNews(Duration pause) throws MessagingException, InterruptedException {
        if (!tellsNews) {
            Thread.sleep(pause.compareTo(LONGEST_POLL) < 0 ? pause : LONGEST_POLL);
            // Fails if the connection is lost, and lets the server tell of new mails.
            ask();
            return;
        }
        // Not an interrupt: one that meets the alarm while it asks would close the connection.
        CountDownLatch news = new CountDownLatch(1);
        Thread.ofVirtual().name("parley-imap-alarm").start(() -> ring(news, pause));
        try {
            folder.idle(true);
        } finally {
            news.countDown();
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Any other command ends the wait, and shows whether the connection is alive. */
    private void ring(CountDownLatch news, Duration pause) {
        try {
            if (!news.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                ask();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (MessagingException | IllegalStateException lost) {
            // Whoever waits finds that out, too.
        }
    }

    /** Other methods that look at the connection do not if something came over it within the last second. */
    private void ask() throws MessagingException {
        folder.doCommand(protocol -> {
            protocol.noop();
            return null;
        });
    }

    @Override
    public void close() {
        closeQuietly(store);
    }

    private static void closeQuietly(Store store) {
        try {
            store.close();
        } catch (MessagingException gone) {
            // It is what was wanted.
        }
    }

    /** Thrown when there are enough bytes. */
    private static final class EnoughException extends IOException {
        private static final long serialVersionUID = 1;
    }

    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int most;

        Bounded(int most) {
            this.most = most;
        }

        @Override
        public void write(int each) throws IOException {
            write(new byte[] {(byte) each}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int from, int length) throws IOException {
            bytes.write(buffer, from, Math.min(length, most - bytes.size()));
            if (bytes.size() >= most) {
                throw new EnoughException();
            }
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }
}
