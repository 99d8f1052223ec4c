/**
 * Metrics by Micrometer, in the form of Prometheus: what the application tells, and the state of the node. What a metric is called and
 * which labels it has is decided here, and every label's values are a closed set: no ids, no users, nothing that somebody wrote.
 */
@NullMarked
package dev.parley.metrics;

import org.jspecify.annotations.NullMarked;
