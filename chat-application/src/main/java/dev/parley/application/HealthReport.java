package dev.parley.application;

import dev.parley.application.port.ComponentHealth;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a node is.
 *
 * @param components what it uses, by name
 */
public record HealthReport(Map<String, ComponentHealth> components) {
    public HealthReport {
        components = Collections.unmodifiableMap(new LinkedHashMap<>(components));
    }

    /** Whether the node can serve at all: whether its storage answers. */
    public boolean isServing() {
        return !(components.get(Health.STORAGE) instanceof ComponentHealth.Down);
    }

    /** Whether the node serves and nothing is amiss. */
    public boolean isWell() {
        return components.values().stream().allMatch(ComponentHealth.Up.class::isInstance);
    }
}
