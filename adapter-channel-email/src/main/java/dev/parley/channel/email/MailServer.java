package dev.parley.channel.email;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A server that sends mails (SMTP) or keeps those that came (IMAP). Prints no secret.
 *
 * @param protocol {@code smtp} or {@code imap}
 * @param port 1 to 65535
 */
public record MailServer(String protocol, String host, int port, Security security, Login login) {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration READ = Duration.ofSeconds(30);

    /** How a connection is kept from others. */
    public enum Security {
        /** By TLS from the first byte on. */
        TLS,
        /** By TLS from the moment on when the server offers it; without it nothing is sent. */
        STARTTLS,
        /** Not at all. */
        NONE
    }

    /**
     * Reads a URL: {@code smtps://user:password@smtp.example.com}, {@code imaps://…}, {@code smtp://…} and {@code imap://…}, which ask for
     * STARTTLS, or for nothing with {@code ?security=none}. User and password are percent-encoded.
     *
     * @param protocol what it has to be for, {@code smtp} or {@code imap}
     * @param tokens for whoever logs in without a password in the URL; null if there are none
     * @throws IllegalArgumentException with the rest of a sentence that begins with what the URL is for: {@code must be …}
     */
    public static MailServer parse(String protocol, String text, @Nullable AccessTokenSource tokens) {
        URI url = url(text);
        String scheme = String.valueOf(url.getScheme());
        boolean implicit = scheme.equals(protocol + "s");
        if (url.getHost() == null
                || !(implicit || scheme.equals(protocol))
                || !url.getRawPath().replace("/", "").isEmpty()) {
            throw malformed(protocol);
        }
        Security security = security(url, implicit, protocol);
        int usual = protocol.equals("smtp") ? (implicit ? 465 : 587) : (implicit ? 993 : 143);
        Login login = login(url.getRawUserInfo(), tokens);
        if (security == Security.NONE && !(login instanceof Login.Nobody) && !isLoopback(url.getHost())) {
            throw new IllegalArgumentException(
                    "would send the password to another machine in clear text; leave out security=none");
        }
        return new MailServer(protocol, url.getHost(), url.getPort() < 0 ? usual : url.getPort(), security, login);
    }

    private static URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            // Its message would repeat the password.
            throw new IllegalArgumentException(
                    "must be a URL; write special characters of a password as %40 and the like");
        }
    }

    private static IllegalArgumentException malformed(String protocol) {
        return new IllegalArgumentException(
                "must be like %1$ss://user:password@%1$s.example.com or %1$s://user:password@%1$s.example.com"
                        .formatted(protocol));
    }

    private static Security security(URI url, boolean implicit, String protocol) {
        String query = url.getRawQuery();
        if (query == null) {
            return implicit ? Security.TLS : Security.STARTTLS;
        }
        if (implicit || !query.equals("security=none")) {
            throw malformed(protocol);
        }
        return Security.NONE;
    }

    private static Login login(@Nullable String userInfo, @Nullable AccessTokenSource tokens) {
        if (userInfo == null) {
            return new Login.Nobody();
        }
        int colon = userInfo.indexOf(':');
        String user = decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
        if (colon >= 0) {
            return new Login.Password(user, decoded(userInfo.substring(colon + 1)));
        }
        if (tokens == null) {
            throw new IllegalArgumentException(
                    "has a user without a password, and there is no command for access tokens");
        }
        return new Login.AccessToken(user, tokens);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static boolean isLoopback(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    /** How the mail library is told all that; without secrets. */
    Properties properties() {
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.setProperty("mail.transport.protocol", protocol);
        properties.setProperty("mail.store.protocol", protocol);
        properties.setProperty(prefix + "host", host);
        properties.setProperty(prefix + "port", Integer.toString(port));
        properties.setProperty(prefix + "connectiontimeout", Long.toString(CONNECT.toMillis()));
        properties.setProperty(prefix + "timeout", Long.toString(READ.toMillis()));
        properties.setProperty(prefix + "writetimeout", Long.toString(READ.toMillis()));
        // What was taken stays taken, however the server says goodbye.
        properties.setProperty(prefix + "quitwait", "false");
        properties.setProperty(prefix + "auth", Boolean.toString(!(login instanceof Login.Nobody)));
        if (login instanceof Login.AccessToken) {
            properties.setProperty(prefix + "auth.mechanisms", "XOAUTH2");
        }
        properties.setProperty(prefix + "ssl.enable", Boolean.toString(security == Security.TLS));
        properties.setProperty(prefix + "starttls.enable", Boolean.toString(security == Security.STARTTLS));
        properties.setProperty(prefix + "starttls.required", Boolean.toString(security == Security.STARTTLS));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        return properties;
    }

    /** For people. */
    public String description() {
        return host + ":" + port;
    }
}
