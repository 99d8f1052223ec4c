package dev.parley.web.page;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file that browsers or programs ask for, ready to be sent. */
public final class Asset {
    private final byte[] bytes;
    private final String contentType;
    private final String entityTag;
    private final String cacheControl;

    /**
     * A file made in memory.
     *
     * @param bytes nobody may change them
     * @param cacheControl how long it may be kept
     */
    public static Asset of(byte[] bytes, String contentType, String cacheControl) {
        return new Asset(bytes, contentType, cacheControl);
    }

    Asset(byte[] bytes, String contentType, String cacheControl) {
        this.bytes = bytes;
        this.contentType = contentType;
        this.entityTag = '"' + HexFormat.of().formatHex(sha256(bytes), 0, 16) + '"';
        this.cacheControl = cacheControl;
    }

    /** The content; a copy of its own for each caller. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The value of {@code Content-Type}. */
    public String contentType() {
        return contentType;
    }

    /** The value of {@code ETag}: strong, quotes included. */
    public String entityTag() {
        return entityTag;
    }

    /** The value of {@code Cache-Control}. */
    public String cacheControl() {
        return cacheControl;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256.", impossible);
        }
    }
}
