package dev.parley.application.architecture.seeded.web;

record TurnHelper(int value) {}
