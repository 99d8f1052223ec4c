/**
 * Which servers Parley calls when somebody else says where they are. It decides about addresses and connects to none; whoever calls has words
 * of its own for a refusal.
 */
@NullMarked
package dev.parley.application.net;

import org.jspecify.annotations.NullMarked;
