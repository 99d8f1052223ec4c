package dev.parley.application.architecture.seeded.web;

import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

final class FieldInjection {
    @Inject
    @Nullable
    Page page;
}
