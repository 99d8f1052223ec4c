/**
 * What answers that come over other channels than the web need: tokens that prove whom a question was sent to, and how words in a reply are
 * understood. Nothing here asks a storage.
 */
@NullMarked
package dev.parley.application.answer;

import org.jspecify.annotations.NullMarked;
