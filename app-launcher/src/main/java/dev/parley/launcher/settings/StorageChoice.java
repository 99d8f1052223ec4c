package dev.parley.launcher.settings;

import dev.parley.persistence.DatabaseUrl;

/** Where sessions are kept. */
public sealed interface StorageChoice {
    /** In the process: fast, and gone when it ends. */
    record Memory() implements StorageChoice {
        @Override
        public String description() {
            return "memory";
        }
    }

    /** In a PostgreSQL that Parley starts itself, with its data in the data folder. */
    record Embedded() implements StorageChoice {
        @Override
        public String description() {
            return "embedded PostgreSQL";
        }
    }

    /** In a PostgreSQL that somebody else runs; several nodes may share it. */
    record External(DatabaseUrl url) implements StorageChoice {
        @Override
        public String description() {
            return "PostgreSQL at " + url;
        }
    }

    /** What people read; without secrets. */
    String description();
}
