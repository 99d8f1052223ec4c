package dev.parley.web.auth;

import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureGenerationException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.util.Base64;

/** Checks signatures with Ed25519 (RFC 8037, 3.1), which the library of tokens does not know. */
final class Ed25519Algorithm extends Algorithm {
    private final EdECPublicKey key;

    /** @param name that of the {@code alg} in the header */
    Ed25519Algorithm(String name, EdECPublicKey key) {
        super(name, "Ed25519");
        this.key = key;
    }

    @Override
    public void verify(DecodedJWT token) {
        String content = token.getHeader() + "." + token.getPayload();
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            if (!signature.verify(Base64.getUrlDecoder().decode(token.getSignature()))) {
                throw new SignatureVerificationException(this);
            }
        } catch (GeneralSecurityException malformed) {
            throw new SignatureVerificationException(this, malformed);
        }
    }

    @Override
    public byte[] sign(byte[] content) {
        throw new SignatureGenerationException(
                this, new UnsupportedOperationException("only the owner of the key can sign"));
    }
}
