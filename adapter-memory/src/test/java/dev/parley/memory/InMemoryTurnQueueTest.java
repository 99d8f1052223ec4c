package dev.parley.memory;

import dev.parley.application.port.TurnQueueContract;

class InMemoryTurnQueueTest extends MemoryFixture implements TurnQueueContract {}
