package dev.parley.channel.slack;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.view.View;
import com.slack.api.util.json.GsonFactory;
import java.util.List;
import java.util.Map;

/** Blocks as they are sent: with Slack's names, and of styles only what is on, since not every style is allowed everywhere. */
final class BlockJson {
    private static final Gson JSON = GsonFactory.createSnakeCase();

    private BlockJson() {}

    static String of(List<LayoutBlock> blocks) {
        return slim(blocks);
    }

    static String of(LayoutBlock block) {
        return slim(block);
    }

    static String of(View view) {
        return slim(view);
    }

    /** @param answer may hold a view */
    static String of(Map<String, Object> answer) {
        return slim(answer);
    }

    private static String slim(Object any) {
        JsonElement tree = JSON.toJsonTree(any);
        slim(tree);
        return JSON.toJson(tree);
    }

    private static void slim(JsonElement element) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(BlockJson::slim);
        } else if (element.isJsonObject()) {
            JsonObject object = element.getAsJsonObject();
            object.entrySet().forEach(entry -> {
                if (entry.getKey().equals("style") && entry.getValue().isJsonObject()) {
                    entry.getValue()
                            .getAsJsonObject()
                            .entrySet()
                            .removeIf(style -> !style.getValue().getAsBoolean());
                } else {
                    slim(entry.getValue());
                }
            });
        }
    }
}
