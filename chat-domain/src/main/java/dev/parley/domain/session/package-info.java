/**
 * Sessions: one conversation with its owner, participants, life cycle and the state of its agent. Nothing here
 * knows how sessions are stored or watched.
 */
@NullMarked
package dev.parley.domain.session;

import org.jspecify.annotations.NullMarked;
