package dev.parley.application.architecture.seeded.application;

import org.awaitility.core.ConditionFactory;

record ApplicationThatKnowsALibrary(ConditionFactory factory) {}
