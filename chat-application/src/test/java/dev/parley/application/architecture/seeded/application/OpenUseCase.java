package dev.parley.application.architecture.seeded.application;

public class OpenUseCase {}
