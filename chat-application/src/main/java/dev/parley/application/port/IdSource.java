package dev.parley.application.port;

import java.util.UUID;

/** Makes ids that are unique everywhere; may be asked by many threads at once. */
@FunctionalInterface
public interface IdSource {
    UUID next();
}
