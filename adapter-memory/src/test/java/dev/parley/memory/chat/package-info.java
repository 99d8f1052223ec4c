/**
 * Tests of whole chats: the use cases, the feed and the agent of {@code chat-application} on in-memory storage.
 */
@NullMarked
package dev.parley.memory.chat;

import org.jspecify.annotations.NullMarked;
