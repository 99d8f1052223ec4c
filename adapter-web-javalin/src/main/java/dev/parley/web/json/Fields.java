package dev.parley.web.json;

import dev.parley.application.WhenFull;
import dev.parley.domain.ChatException;
import dev.parley.domain.JsonText;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.IfBusy;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns fields of requests and frames into values of the domain; what was left out becomes the default. */
public final class Fields {
    private static final String NULL = "null";

    private Fields() {}

    public static IfBusy ifBusy(@Nullable String text) {
        return text == null
                ? IfBusy.ENQUEUE
                : IfBusy.named(text).orElseThrow(() -> oneOf("if_busy", "enqueue, reject, interrupt"));
    }

    public static WhenFull whenFull(@Nullable String text) {
        return text == null
                ? WhenFull.REJECT
                : WhenFull.named(text).orElseThrow(() -> oneOf("when_full", "reject, pause_oldest"));
    }

    public static Title title(@Nullable String text, ChatLimits limits) {
        return Title.parse(Objects.requireNonNullElse(text, ""), limits);
    }

    public static Metadata metadata(@Nullable JsonText json, ChatLimits limits) {
        Metadata sent = metadataOrNull(json, limits);
        return sent == null ? Metadata.NONE : sent;
    }

    /** The metadata; null if it was left out, for which a JSON null stands too. */
    public static @Nullable Metadata metadataOrNull(@Nullable JsonText json, ChatLimits limits) {
        return json == null || json.text().equals(NULL) ? null : Metadata.parse(json.text(), limits);
    }

    public static ProfileName profile(@Nullable String text) {
        return text == null ? ProfileName.DEFAULT : new ProfileName(text);
    }

    /** The texts of an array. */
    public static List<String> texts(String field, List<String> array) {
        if (array.stream().anyMatch(Objects::isNull)) {
            throw ChatException.Invalid.field(field, "must be an array of strings.");
        }
        return array;
    }

    /** What to say to a value that is none of those allowed. */
    public static ChatException.Invalid oneOf(String field, String allowed) {
        return ChatException.Invalid.field(field, "must be one of " + allowed + ".");
    }
}
