/**
 * Ways to reach people, their order and retries, and the delivery of one question over one of them.
 */
@NullMarked
package dev.parley.domain.channel;

import org.jspecify.annotations.NullMarked;
