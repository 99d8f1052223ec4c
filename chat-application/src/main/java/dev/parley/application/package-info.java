/**
 * The use cases of a chat, each a final class named after its concept with verbs as methods; every one checks what its caller may do. {@link
 * dev.parley.application.Parley} puts them together for an embedding application.
 */
@NullMarked
package dev.parley.application;

import org.jspecify.annotations.NullMarked;
