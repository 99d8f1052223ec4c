/**
 * Slack: questions, answers and notes go to people as direct messages, and what they press or fill in comes back over signed requests or a
 * socket. Nothing of Slack's types leaves this package; who may answer what is decided by the use cases.
 */
@NullMarked
package dev.parley.channel.slack;

import org.jspecify.annotations.NullMarked;
