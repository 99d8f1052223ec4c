/**
 * Who calls: JSON Web Tokens, how they are checked and made. Nothing here knows where a token came from on the wire.
 */
@NullMarked
package dev.parley.web.auth;

import org.jspecify.annotations.NullMarked;
