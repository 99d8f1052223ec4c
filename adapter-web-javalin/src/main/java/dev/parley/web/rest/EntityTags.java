package dev.parley.web.rest;

import dev.parley.web.page.Asset;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers files to those who do not have them yet (RFC 9110, 13.1.2). */
final class EntityTags {
    static final Parameter IF_NONE_MATCH =
            new Parameter("If-None-Match", "the entity tags of versions that the client has");
    static final Parameter ETAG = new Parameter("ETag", "names this version of the content");
    static final Parameter CACHE_CONTROL = new Parameter("Cache-Control", "how long it may be kept");
    static final String UNCHANGED = "The client has this version.";

    private EntityTags() {}

    static Answer answer(Call<?> call, Asset asset) {
        return answer(call, asset, Map.of());
    }

    /** @param others headers of every answer */
    static Answer answer(Call<?> call, Asset asset, Map<String, String> others) {
        Map<String, String> headers = new HashMap<>(others);
        headers.put(ETAG.name(), asset.entityTag());
        headers.put(CACHE_CONTROL.name(), asset.cacheControl());
        if (isKnown(call.header(IF_NONE_MATCH.name()), asset.entityTag())) {
            return new Answer.Empty(304, headers);
        }
        return new Answer.Content(200, asset.contentType(), headers, out -> out.write(asset.bytes()));
    }

    private static boolean isKnown(@Nullable String known, String tag) {
        if (known == null) {
            return false;
        }
        for (String candidate : known.split(",")) {
            String plain = candidate.strip();
            if (plain.equals("*") || plain.equals(tag) || plain.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
