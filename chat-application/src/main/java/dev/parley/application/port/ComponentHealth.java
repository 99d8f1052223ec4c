package dev.parley.application.port;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** How something is that a node uses. The facts are numbers, texts, and maps of them, without secrets, for those who run the node. */
public sealed interface ComponentHealth {
    Map<String, Object> facts();

    /** All is well. */
    record Up(Map<String, Object> facts) implements ComponentHealth {
        public Up {
            facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        }
    }

    /** It works in part. */
    record Degraded(Map<String, Object> facts) implements ComponentHealth {
        public Degraded {
            facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        }
    }

    /** It does not work. */
    record Down(Map<String, Object> facts) implements ComponentHealth {
        public Down {
            facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        }
    }
}
