package dev.parley.web.json;

import java.util.List;

/** Some of a list's items. */
public record PageJson<T>(List<T> items, long total, int limit, int offset) {}
