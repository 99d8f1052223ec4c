/**
 * How the application tells what happened to whoever measures it: off every path that somebody waits on, and from what the log says already
 * wherever it does.
 */
@NullMarked
package dev.parley.application.telemetry;

import org.jspecify.annotations.NullMarked;
