package dev.parley.memory;

import dev.parley.application.port.SessionStoreContract;

class InMemorySessionStoreTest extends MemoryFixture implements SessionStoreContract {}
