package dev.parley.memory;

import dev.parley.application.port.DraftStoreContract;

class InMemoryDraftStoreTest extends MemoryFixture implements DraftStoreContract {}
