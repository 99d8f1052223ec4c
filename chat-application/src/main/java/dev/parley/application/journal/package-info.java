/**
 * The journal as the application sees it: passes on what this node commits, and rebuilds its statistics in the background.
 */
@NullMarked
package dev.parley.application.journal;

import org.jspecify.annotations.NullMarked;
