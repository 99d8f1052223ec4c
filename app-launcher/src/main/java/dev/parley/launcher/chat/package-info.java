/**
 * A chat in the terminal: shows a conversation as it goes on, and takes what people type. It talks to a server as any other client does
 * and knows nothing of the server's code. Whatever others wrote is shown, never obeyed, by the terminal.
 */
@NullMarked
package dev.parley.launcher.chat;

import org.jspecify.annotations.NullMarked;
