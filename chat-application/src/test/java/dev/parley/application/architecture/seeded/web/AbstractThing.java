package dev.parley.application.architecture.seeded.web;

record AbstractThing(int value) {}
