package dev.parley.web.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Publishes keys over HTTP, counts how often it is asked for them, and signs tokens. */
public final class IdentityProvider implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile Behaviour behaviour = answering("{\"keys\":[]}");

    private IdentityProvider(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** How a request is answered. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    public static IdentityProvider start() {
        return start(0);
    }

    /** @param port 0 for any */
    public static IdentityProvider start(int port) {
        try {
            return new IdentityProvider(port);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        fetches.incrementAndGet();
        try (exchange) {
            behaviour.answer(exchange);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/keys?tenant=hush");
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** How often the keys were asked for. */
    public int fetches() {
        return fetches.get();
    }

    /** Publishes these keys and no others. */
    public IdentityProvider publish(SigningKey... keys) {
        return publish(Arrays.stream(keys).map(SigningKey::jwk).toArray(String[]::new));
    }

    /** Publishes these JSON Web Keys and no others. */
    public IdentityProvider publish(String... keys) {
        return behave(answering(Arrays.stream(keys).collect(Collectors.joining(",", "{\"keys\":[", "]}"))));
    }

    public IdentityProvider behave(Behaviour other) {
        behaviour = other;
        return this;
    }

    public static Behaviour answering(String document) {
        return answering(200, document);
    }

    public static Behaviour answering(int status, String document) {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        return exchange -> {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /**
     * A pair of keys that signs.
     *
     * @param id the {@code kid}; null for none
     * @param algorithm the {@code alg} of tokens
     */
    public record SigningKey(String id, String algorithm, KeyPair pair) {
        public static SigningKey rs256(String id) {
            return of(id, "RS256", "RSA");
        }

        public static SigningKey es256(String id) {
            return of(id, "ES256", "EC");
        }

        public static SigningKey eddsa(String id) {
            return of(id, "EdDSA", "Ed25519");
        }

        private static SigningKey of(String id, String algorithm, String type) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
                switch (type) {
                    case "RSA" -> generator.initialize(2048);
                    case "EC" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                    default -> {}
                }
                return new SigningKey(id, algorithm, generator.generateKeyPair());
            } catch (GeneralSecurityException impossible) {
                throw new AssertionError(impossible);
            }
        }

        /** The same key under another name. */
        public SigningKey named(String other) {
            return new SigningKey(other, algorithm, pair);
        }

        /** The same key for tokens whose header names another algorithm. */
        public SigningKey calling(String other) {
            return new SigningKey(id, other, pair);
        }

        /** The public part as a JSON Web Key. */
        public String jwk() {
            return jwk("");
        }

        /** @param more further members, each with a comma behind it */
        public String jwk(String more) {
            String name = id == null ? "" : "\"kid\":\"" + id + "\",";
            return "{" + name + more
                    + switch (pair.getPublic()) {
                        case RSAPublicKey rsa ->
                            "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}"
                                    .formatted(encoded(rsa.getModulus()), encoded(rsa.getPublicExponent()));
                        case ECPublicKey ec ->
                            "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}"
                                    .formatted(
                                            encoded(padded(ec.getW().getAffineX())),
                                            encoded(padded(ec.getW().getAffineY())));
                        case EdECPublicKey edwards ->
                            "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"}"
                                    .formatted(encoded(littleEndian(edwards)));
                        default -> throw new AssertionError(pair.getPublic());
                    };
        }

        /** A token of these claims, which are the members of a JSON object. */
        public String token(String claims) {
            String name = id == null ? "" : ",\"kid\":\"" + id + "\"";
            return signed("{\"alg\":\"" + algorithm + "\"" + name + "}", "{" + claims + "}");
        }

        /** Any header and any claims, signed. */
        public String signed(String header, String claims) {
            String content = encoded(header.getBytes(StandardCharsets.UTF_8)) + "."
                    + encoded(claims.getBytes(StandardCharsets.UTF_8));
            return content + "." + encoded(signature(content.getBytes(StandardCharsets.US_ASCII)));
        }

        private byte[] signature(byte[] content) {
            String type = switch (pair.getPublic()) {
                case RSAPublicKey rsa -> "SHA256withRSA";
                case ECPublicKey ec -> "SHA256withECDSAinP1363Format";
                default -> "Ed25519";
            };
            try {
                Signature signature = Signature.getInstance(type);
                signature.initSign(pair.getPrivate());
                signature.update(content);
                return signature.sign();
            } catch (GeneralSecurityException impossible) {
                throw new AssertionError(impossible);
            }
        }

        private static byte[] littleEndian(EdECPublicKey key) {
            byte[] big = padded(key.getPoint().getY());
            byte[] little = new byte[32];
            for (int i = 0; i < 32; i++) {
                little[i] = big[31 - i];
            }
            if (key.getPoint().isXOdd()) {
                little[31] |= (byte) 0x80;
            }
            return little;
        }

        private static byte[] padded(BigInteger number) {
            byte[] bytes = number.toByteArray();
            byte[] padded = new byte[32];
            int length = Math.min(32, bytes.length);
            System.arraycopy(bytes, bytes.length - length, padded, 32 - length, length);
            return padded;
        }

        private static String encoded(BigInteger number) {
            byte[] bytes = number.toByteArray();
            return encoded(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
        }

        public static String encoded(byte[] bytes) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
    }
}
