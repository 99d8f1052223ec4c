/** A running server and its clients, for tests that go through real sockets. */
package dev.parley.web.support;
