/**
 * Watching a session: one feed per session that somebody watches or works on, read by cursors that pull from a position. There is one code
 * path for catching up and for following live, hence no hand-over between them.
 */
@NullMarked
package dev.parley.application.feed;

import org.jspecify.annotations.NullMarked;
