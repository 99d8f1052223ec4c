package dev.parley.application.architecture.seeded.web;

record TestBase(int value) {}
