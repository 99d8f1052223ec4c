package dev.parley.channel.email;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A line to an IMAP server that does not tell of new mails as it should. */
final class PoorLine implements AutoCloseable {
    /** What becomes of the news that there are more mails. */
    enum News {
        /** It stays on its way while somebody waits for it by IDLE, and comes with the end of that. */
        LATE,

        /** Only whoever opens the folder is told how many there are. */
        LOST
    }

    private final Line line;

    PoorLine(int to, News news) throws IOException {
        this.line = new Line(to, (client, server) -> {
            Connection connection = new Connection(client, server, news);
            Thread.ofVirtual().start(connection::passCommands);
            Thread.ofVirtual().start(connection::passResponses);
        });
    }

    int port() {
        return line.port();
    }

    @Override
    public void close() {
        line.close();
    }

    private static final class Connection {
        private final Socket client;
        private final Socket server;
        private final News news;
        private volatile boolean opening;

        Connection(Socket client, Socket server, News news) {
            this.client = client;
            this.server = server;
            this.news = news;
        }

        void passCommands() {
            try (client;
                    server) {
                InputStream from = client.getInputStream();
                for (byte[] line = line(from); line.length > 0; line = line(from)) {
                    opening |= text(line).contains(" SELECT ");
                    write(line, server.getOutputStream());
                }
            } catch (IOException gone) {
                // Both ends are closed.
            }
        }

        void passResponses() {
            try (client;
                    server) {
                switch (news) {
                    case LATE -> passLate(server.getInputStream(), client.getOutputStream());
                    case LOST -> passSome(server.getInputStream(), client.getOutputStream());
                }
            } catch (IOException gone) {
                // Both ends are closed.
            }
        }

        private static void passLate(InputStream from, OutputStream to) throws IOException {
            ByteArrayOutputStream held = new ByteArrayOutputStream();
            boolean waiting = false;
            for (byte[] line = line(from); line.length > 0; line = line(from)) {
                if (waiting && text(line).startsWith("* ")) {
                    held.write(line);
                    continue;
                }
                if (waiting) {
                    write(held.toByteArray(), to);
                    held.reset();
                }
                waiting = text(line).startsWith("+ ");
                write(line, to);
            }
        }

        private void passSome(InputStream from, OutputStream to) throws IOException {
            for (byte[] line = line(from); line.length > 0; line = line(from)) {
                boolean isNews = text(line).matches("(?s)\\* \\d+ (EXISTS|RECENT)\\s*");
                if (opening || !isNews) {
                    write(line, to);
                }
                opening &= text(line).startsWith("* ");
            }
        }

        private static String text(byte[] line) {
            return new String(line, StandardCharsets.ISO_8859_1);
        }

        private static void write(byte[] bytes, OutputStream to) throws IOException {
            to.write(bytes);
            to.flush();
        }

        /** Nothing at the end. */
        private static byte[] line(InputStream from) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int each = from.read();
            while (each >= 0) {
                line.write(each);
                if (each == '\n') {
                    break;
                }
                each = from.read();
            }
            return line.toByteArray();
        }
    }
}
