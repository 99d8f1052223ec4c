/**
 * The journal in daily files of JSON lines, and statistics that are counted from them. Lines are for statistics and for people with tools
 * such as jq; sessions are never restored from them.
 */
@NullMarked
package dev.parley.journal;

import org.jspecify.annotations.NullMarked;
