package dev.parley.web.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a JSON Web Key Set (RFC 7517, 5). Keys that cannot be used are left out, as the standard wants it. */
final class KeySetReader {
    /** Most keys of a set, usable or not. */
    static final int MAXIMUM_KEYS = 50;

    private static final int MAX_DEPTH = 20;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private KeySetReader() {}

    /**
     * What a document holds.
     *
     * @param leftOut which keys cannot be used and why, for logs
     */
    record Reading(KeySet keys, List<String> leftOut) {
        Reading {
            leftOut = List.copyOf(leftOut);
        }
    }

    /** @throws UnusableKeysException if it is no key set, or too large a one; a set without keys is one */
    static Reading read(byte[] document) throws UnusableKeysException {
        JsonNode array = parse(document).path("keys");
        if (!array.isArray()) {
            throw new UnusableKeysException("the answer is not a JSON Web Key Set");
        }
        if (array.size() > MAXIMUM_KEYS) {
            throw new UnusableKeysException(
                    "the answer has %d keys, more than %d".formatted(array.size(), MAXIMUM_KEYS));
        }
        List<TokenKey> keys = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            try {
                keys.add(unlike(keys, JsonWebKey.read(array.get(i))));
            } catch (UnusableKeysException unusable) {
                leftOut.add("key %d: %s".formatted(i + 1, unusable.reason()));
            }
        }
        return new Reading(new KeySet(keys), leftOut);
    }

    private static JsonNode parse(byte[] document) throws UnusableKeysException {
        try {
            return MAPPER.readTree(document);
        } catch (IOException malformed) {
            throw new UnusableKeysException("the answer is not JSON", malformed);
        }
    }

    /** Which of two keys a token means has to be certain. */
    private static TokenKey unlike(List<TokenKey> others, TokenKey key) throws UnusableKeysException {
        for (TokenKey other : others) {
            if (key.id() != null && key.id().equals(other.id()) && key.sharesAnAlgorithmWith(other)) {
                throw new UnusableKeysException("another key for the same algorithm has the same kid");
            }
        }
        return key;
    }
}
