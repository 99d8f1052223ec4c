/**
 * Tasks: what a person wants to have done, as the agent and the person keep it together. Nothing here knows tools or storage.
 */
@NullMarked
package dev.parley.domain.task;

import org.jspecify.annotations.NullMarked;
