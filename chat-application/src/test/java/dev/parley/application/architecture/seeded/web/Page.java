package dev.parley.application.architecture.seeded.web;

import dev.parley.application.architecture.seeded.application.port.GoodPort;

public record Page(GoodPort port) {}
