package dev.parley.application.architecture.seeded.domain;

import dev.parley.application.architecture.seeded.application.OpenUseCase;

record DomainThatKnowsTheApplication(OpenUseCase useCase) {}
