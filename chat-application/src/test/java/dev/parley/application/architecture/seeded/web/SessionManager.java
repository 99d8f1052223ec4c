package dev.parley.application.architecture.seeded.web;

record SessionManager(int value) {}
