package dev.parley.launcher.settings;

/** From which severity on Parley logs. */
public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR
}
