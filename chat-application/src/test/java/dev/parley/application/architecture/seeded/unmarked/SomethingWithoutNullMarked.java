package dev.parley.application.architecture.seeded.unmarked;

record SomethingWithoutNullMarked(int value) {}
