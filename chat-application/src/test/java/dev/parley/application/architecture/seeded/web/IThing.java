package dev.parley.application.architecture.seeded.web;

record IThing(int value) {}
