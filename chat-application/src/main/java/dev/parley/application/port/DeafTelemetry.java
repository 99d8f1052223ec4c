package dev.parley.application.port;

/** Hears nothing. */
record DeafTelemetry() implements Telemetry {}
