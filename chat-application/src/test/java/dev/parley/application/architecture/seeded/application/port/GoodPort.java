package dev.parley.application.architecture.seeded.application.port;

public interface GoodPort {
    record Answer(int value) {}

    Answer ask();
}
