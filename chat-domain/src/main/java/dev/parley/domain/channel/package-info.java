/**
 * Ways to reach people: whom they reach and when, and how one question gets to one person over one of them, with its plan and its retries.
 */
@NullMarked
package dev.parley.domain.channel;

import org.jspecify.annotations.NullMarked;
