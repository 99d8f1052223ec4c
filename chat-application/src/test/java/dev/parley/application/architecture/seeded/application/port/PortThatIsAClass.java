package dev.parley.application.architecture.seeded.application.port;

final class PortThatIsAClass {}
