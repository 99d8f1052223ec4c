package dev.parley.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Values of a label: the first so many names count one by one, all that come later together. Safe for many threads. */
final class BoundedNames {
    static final String OTHER = "other";

    private static final Pattern FORM = Pattern.compile("[ -~]{1,120}");

    private final int most;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    BoundedNames(int most) {
        this.most = most;
    }

    String of(String name) {
        if (known.contains(name)) {
            return name;
        }
        if (known.size() >= most || !FORM.matcher(name).matches()) {
            return OTHER;
        }
        known.add(name);
        return name;
    }
}
