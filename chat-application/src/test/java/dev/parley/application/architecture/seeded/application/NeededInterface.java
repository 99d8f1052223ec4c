package dev.parley.application.architecture.seeded.application;

sealed interface NeededInterface {
    record OneCase() implements NeededInterface {}
}
