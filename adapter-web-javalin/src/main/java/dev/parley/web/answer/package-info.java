/**
 * The page behind links in messages: it shows a question and takes its answer, without a login and without scripts. It knows nothing of
 * routes; what a link proves and whether an answer counts the application decides.
 */
@NullMarked
package dev.parley.web.answer;

import org.jspecify.annotations.NullMarked;
