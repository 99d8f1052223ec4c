/**
 * A PostgreSQL server of Parley's own: unpacked from the class path, run as a child process, its data in a folder. What is
 * stored in it lives elsewhere; nothing here knows a table.
 */
@NullMarked
package dev.parley.persistence.embedded;

import org.jspecify.annotations.NullMarked;
