/**
 * What the application needs from outside: the outbound ports, the only interfaces of the application, and the records they speak in.
 * Each port says what its callers rely on and names the contract test that proves it for an adapter.
 */
@NullMarked
package dev.parley.application.port;

import org.jspecify.annotations.NullMarked;
