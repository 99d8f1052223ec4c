package dev.parley.application.architecture.seeded.web;

record StoreImpl(int value) {}
