/**
 * Talks to language models over the OpenAI wire protocol and counts tokens. The wire types of the vendor's client stay
 * inside this package; what leaves it are the application's own types.
 */
@NullMarked
package dev.parley.llm;

import org.jspecify.annotations.NullMarked;
