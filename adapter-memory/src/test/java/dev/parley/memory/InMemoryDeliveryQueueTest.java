package dev.parley.memory;

import dev.parley.application.port.DeliveryQueueContract;

class InMemoryDeliveryQueueTest extends MemoryFixture implements DeliveryQueueContract {}
