/**
 * Who acts: user ids, roles, and the caller of a use case.
 */
@NullMarked
package dev.parley.domain.user;

import org.jspecify.annotations.NullMarked;
