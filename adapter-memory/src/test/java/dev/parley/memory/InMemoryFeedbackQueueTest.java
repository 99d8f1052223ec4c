package dev.parley.memory;

import dev.parley.application.port.FeedbackQueueContract;

class InMemoryFeedbackQueueTest extends MemoryFixture implements FeedbackQueueContract {}
