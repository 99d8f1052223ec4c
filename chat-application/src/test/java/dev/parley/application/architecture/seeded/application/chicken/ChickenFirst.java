package dev.parley.application.architecture.seeded.application.chicken;

import dev.parley.application.architecture.seeded.application.egg.EggFirst;
import org.jspecify.annotations.Nullable;

public record ChickenFirst(@Nullable EggFirst egg) {}
