package dev.parley.application.architecture.seeded.application.egg;

import dev.parley.application.architecture.seeded.application.chicken.ChickenFirst;
import org.jspecify.annotations.Nullable;

public record EggFirst(@Nullable ChickenFirst chicken) {}
