package dev.parley.application.architecture.seeded.memory;

import dev.parley.application.architecture.seeded.web.Page;

public record MemoryThatKnowsTheWeb(Page page) {}
