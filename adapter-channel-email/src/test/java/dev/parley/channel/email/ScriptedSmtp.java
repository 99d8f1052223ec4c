package dev.parley.channel.email;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** An SMTP server that says what it is told to, by the first word of the command, and remembers what it heard. */
final class ScriptedSmtp implements AutoCloseable {
    /** As an answer: none ever comes. */
    static final String SILENCE = "";

    /** As an answer: none, and no connection any more. */
    static final String GOODBYE = "goodbye";

    private static final Map<String, String> USUAL = Map.of(
            "EHLO", "250-test\r\n250 AUTH PLAIN LOGIN XOAUTH2",
            "AUTH", "235 2.7.0 welcome",
            "MAIL", "250 ok",
            "RCPT", "250 ok",
            "DATA", "354 go on",
            ".", "250 taken",
            "QUIT", "221 bye");

    final List<String> heard = new CopyOnWriteArrayList<>();
    final CountDownLatch silent = new CountDownLatch(1);
    private final Map<String, String> answers = new ConcurrentHashMap<>(USUAL);
    private final ServerSocket server;

    ScriptedSmtp() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    ScriptedSmtp saying(String answer, String to) {
        answers.put(to, answer);
        return this;
    }

    MailServer at(Login login) {
        return new MailServer("smtp", "127.0.0.1", server.getLocalPort(), MailServer.Security.NONE, login);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> talk(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            OutputStream out = client.getOutputStream();
            say(out, "220 test");
            boolean data = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                if (data && !line.equals(".")) {
                    continue;
                }
                String command = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
                String answer = answers.getOrDefault(command, "502 what?");
                data = command.equals("DATA") && answer.startsWith("354");
                if (answer.equals(GOODBYE)) {
                    return;
                }
                if (answer.equals(SILENCE)) {
                    silent.countDown();
                } else {
                    say(out, answer);
                }
            }
        } catch (IOException gone) {
            // The client went.
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
