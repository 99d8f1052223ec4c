/**
 * How questions get to people who are not looking at the chat: planned and begun in locked changes, sent outside of them over the channels
 * that there are, and noted in changes again. It knows no channel in particular and nothing of how people set theirs up.
 */
@NullMarked
package dev.parley.application.delivery;

import org.jspecify.annotations.NullMarked;
