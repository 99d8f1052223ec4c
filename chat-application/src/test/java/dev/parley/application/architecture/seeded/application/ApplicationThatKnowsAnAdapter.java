package dev.parley.application.architecture.seeded.application;

import dev.parley.application.architecture.seeded.memory.MemoryThatKnowsTheWeb;

record ApplicationThatKnowsAnAdapter(MemoryThatKnowsTheWeb adapter) {}
