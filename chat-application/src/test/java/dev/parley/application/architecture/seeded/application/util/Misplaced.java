package dev.parley.application.architecture.seeded.application.util;

record Misplaced(int value) {}
