/**
 * How the limits of requests in a minute look on the wire: what a request costs, and the headers that tell how much is left. What is counted and
 * how is the application's affair.
 */
@NullMarked
package dev.parley.web.rate;

import org.jspecify.annotations.NullMarked;
