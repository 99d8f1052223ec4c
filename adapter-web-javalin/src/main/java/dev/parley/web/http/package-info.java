/**
 * What every HTTP request passes, whatever it asks for: correlation ids, origins, refusals in their envelope, and the set-up of the
 * server with its limits. No route is defined here.
 */
@NullMarked
package dev.parley.web.http;

import org.jspecify.annotations.NullMarked;
