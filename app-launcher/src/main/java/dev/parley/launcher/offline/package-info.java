/**
 * The model that needs no network: a deterministic conversation partner for trying Parley out, and for tests. It speaks about itself, the
 * session and what can be tried; it never pretends to be more than that.
 */
@NullMarked
package dev.parley.launcher.offline;

import org.jspecify.annotations.NullMarked;
