/**
 * Fakes and instruments for tests of a chat: a model that follows a script, a clock that is set, a client that notices every defect of
 * what it reads. Shipped in the test-jar, so that adapters and applications can use them too. No tests here.
 */
@NullMarked
package dev.parley.application.testkit;

import org.jspecify.annotations.NullMarked;
