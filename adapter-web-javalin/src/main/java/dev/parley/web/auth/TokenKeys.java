package dev.parley.web.auth;

/** With what tokens are signed: a secret that is shared with whoever makes them, or the keys that an identity provider publishes. */
public sealed interface TokenKeys permits TokenSecret, KeySetAddress {}
