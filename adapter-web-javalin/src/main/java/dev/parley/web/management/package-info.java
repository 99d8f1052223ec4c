/**
 * What those who run a node get to see of it, and the port of its own where they need no token for it. Nothing of what users do is served
 * here.
 */
@NullMarked
package dev.parley.web.management;

import org.jspecify.annotations.NullMarked;
