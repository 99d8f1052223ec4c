package dev.parley.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server that lets nobody in and repeats, in clear text, by what they wanted to log in. */
final class RepeatingMailServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> logins = new CopyOnWriteArrayList<>();
    private final boolean imap;

    private RepeatingMailServer(boolean imap) throws IOException {
        this.imap = imap;
        Thread.ofVirtual().start(this::accept);
    }

    static RepeatingMailServer smtp() throws IOException {
        return new RepeatingMailServer(false);
    }

    static RepeatingMailServer imap() throws IOException {
        return new RepeatingMailServer(true);
    }

    /** @param login a user, maybe with a password, as in URLs */
    String url(String login) {
        return "%s://%s@127.0.0.1:%d?security=none".formatted(imap ? "imap" : "smtp", login, server.getLocalPort());
    }

    /** By what somebody wanted to log in. */
    List<String> logins() {
        return List.copyOf(logins);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> talk(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void talk(Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
            OutputStream out = client.getOutputStream();
            say(out, imap ? "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2] ready" : "220 test");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                say(out, imap ? imapAnswer(line) : smtpAnswer(line));
            }
        } catch (IOException gone) {
            // The client went.
        }
    }

    private String smtpAnswer(String line) {
        if (line.startsWith("EHLO")) {
            return "250-test\r\n250 AUTH PLAIN XOAUTH2";
        }
        return line.startsWith("AUTH") ? "535 5.7.8 not right: " + repeated(line) : "221 bye";
    }

    private String imapAnswer(String line) {
        String tag = line.substring(0, line.indexOf(' '));
        return line.contains("AUTHENTICATE")
                ? tag + " NO [AUTHENTICATIONFAILED] not right: " + repeated(line)
                : tag + " BAD what?";
    }

    private String repeated(String line) {
        String encoded = line.substring(line.lastIndexOf(' ') + 1);
        String login = new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
        logins.add(login);
        return encoded + " " + login.replaceAll("[\\x00\\x01]", " ");
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
