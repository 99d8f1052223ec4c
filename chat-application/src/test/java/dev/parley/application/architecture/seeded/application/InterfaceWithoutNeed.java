package dev.parley.application.architecture.seeded.application;

interface InterfaceWithoutNeed {}
