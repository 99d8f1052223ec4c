/** Finding text in what people and agents wrote: what counts as the same text, and how a finding is shown. Knows no sessions. */
@NullMarked
package dev.parley.domain.search;

import org.jspecify.annotations.NullMarked;
