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
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An IMAP server with an empty mailbox whose owner logs in by an access token, as Google describes XOAUTH2; it remembers what it heard, and
 * repeats the token that it refuses.
 */
final class ScriptedImap implements AutoCloseable {
    /** What clients said to log in, decoded. */
    final List<String> logins = new CopyOnWriteArrayList<>();

    /** The commands that came, without their tags and what follows. */
    final List<String> commands = new CopyOnWriteArrayList<>();

    private final String capabilities;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private volatile String accepted;

    /**
     * @param accepted the token that is right
     * @param inOneLine whether the token may come with the command that begins to log in (SASL-IR, RFC 4959)
     */
    ScriptedImap(String accepted, boolean inOneLine) throws IOException {
        this.accepted = accepted;
        this.capabilities = "IMAP4rev1 IDLE AUTH=PLAIN AUTH=LOGIN AUTH=XOAUTH2" + (inOneLine ? " SASL-IR" : "");
        this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String url(String user) {
        return "imap://%s@127.0.0.1:%d?security=none".formatted(user.replace("@", "%40"), server.getLocalPort());
    }

    /** From now on another token is right. */
    void accept(String token) {
        accepted = token;
    }

    /** Ends all connections. */
    void hangUp() {
        open.forEach(ScriptedImap::close);
        open.clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> talk(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void talk(Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
            OutputStream out = client.getOutputStream();
            say(out, "* OK [CAPABILITY %s] ready".formatted(capabilities));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", 4);
                String command = words[1].toUpperCase(Locale.ROOT);
                commands.add(command);
                switch (command) {
                    case "CAPABILITY" -> say(out, "* CAPABILITY " + capabilities, words[0] + " OK done");
                    case "AUTHENTICATE" -> authenticate(in, out, words);
                    case "SELECT" ->
                        say(out, "* 0 EXISTS", "* OK [UIDVALIDITY 1] valid", words[0] + " OK [READ-WRITE] selected");
                    case "SEARCH" -> say(out, "* SEARCH", words[0] + " OK done");
                    case "IDLE" -> {
                        say(out, "+ idling");
                        in.readLine();
                        say(out, words[0] + " OK done");
                    }
                    case "NOOP", "CLOSE", "LOGOUT" -> say(out, words[0] + " OK done");
                    default -> say(out, words[0] + " BAD what?");
                }
            }
        } catch (IOException gone) {
            // The client went.
        }
    }

    private void authenticate(BufferedReader in, OutputStream out, String[] words) throws IOException {
        String tag = words[0];
        if (!words[2].equals("XOAUTH2")) {
            say(out, tag + " NO [AUTHENTICATIONFAILED] there are no passwords here");
            return;
        }
        if (words.length < 4) {
            say(out, "+ ");
        }
        String encoded = words.length < 4 ? in.readLine() : words[3];
        String said = new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
        logins.add(said);
        if (said.contains("auth=Bearer " + accepted + "\u0001")) {
            say(out, "* CAPABILITY " + capabilities, tag + " OK welcome");
            return;
        }
        String error = "{\"status\":\"400\",\"schemes\":\"Bearer\",\"sent\":\"%s\"}".formatted(said);
        say(out, "+ " + Base64.getEncoder().encodeToString(error.getBytes(StandardCharsets.US_ASCII)));
        in.readLine();
        say(out, tag + " NO [AUTHENTICATIONFAILED] Invalid credentials: " + said.replace('\u0001', ' '));
    }

    private static void say(OutputStream out, String... lines) throws IOException {
        out.write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is what was wanted.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        hangUp();
    }
}
