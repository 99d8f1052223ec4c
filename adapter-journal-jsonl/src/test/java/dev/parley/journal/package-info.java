@NullMarked
package dev.parley.journal;

import org.jspecify.annotations.NullMarked;
