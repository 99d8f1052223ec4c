package dev.parley.application.delivery;

import dev.parley.application.delivery.Breakers.Place;
import java.util.List;
import java.util.Set;

/**
 * What a change leads to.
 *
 * @param attempts what has to be done outside of it
 * @param more whether another change has to follow at once
 * @param left systems that were admitted and are not used
 */
record Step(List<Attempt> attempts, boolean more, Set<Place> left) {}
