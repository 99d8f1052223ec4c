/**
 * What every concept of the domain shares: refusals with their stable codes and the value types for text and
 * JSON. The domain knows nothing but the JDK; time, identity and randomness are parameters.
 */
@NullMarked
package dev.parley.domain;

import org.jspecify.annotations.NullMarked;
