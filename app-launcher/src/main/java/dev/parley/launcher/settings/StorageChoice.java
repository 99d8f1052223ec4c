package dev.parley.launcher.settings;

/** Where sessions are kept. */
public enum StorageChoice {
    /** In the process: fast, and gone when it ends. */
    MEMORY
}
