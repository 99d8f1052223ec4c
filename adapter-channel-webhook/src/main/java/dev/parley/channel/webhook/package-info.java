/**
 * Brings questions to other systems: each message is a signed request to a person's URL (Standard Webhooks). Those systems answer over the
 * web like everybody else. What may be connected to is decided here, too.
 */
@NullMarked
package dev.parley.channel.webhook;

import org.jspecify.annotations.NullMarked;
