package dev.parley.application.architecture.seeded.domain.limit;

import dev.parley.application.architecture.seeded.domain.event.Happening;

record FoundationThatKnowsEvents(Happening happening) {}
