package dev.parley.channel.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.slack.api.SlackConfig;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.view.View;
import com.slack.api.util.json.GsonFactory;
import java.util.HashSet;
import java.util.Set;

/** What Slack takes, by its reference of Block Kit: the types of its own client, none of them with a field it does not know, and its limits. */
final class SlackLimits {
    private SlackLimits() {}

    private static SlackConfig strict() {
        SlackConfig config = new SlackConfig();
        config.setFailOnUnknownProperties(true);
        return config;
    }

    static LayoutBlock[] blocks(String json) {
        LayoutBlock[] blocks = GsonFactory.createSnakeCase(strict()).fromJson(json, LayoutBlock[].class);
        checkBlocks(JsonParser.parseString(json).getAsJsonArray(), 50);
        assertThat(json.length()).as("the whole of it").isLessThan(40_000);
        return blocks;
    }

    static View view(String json) {
        View view = GsonFactory.createSnakeCase(strict()).fromJson(json, View.class);
        JsonObject object = JsonParser.parseString(json).getAsJsonObject();
        checkBlocks(object.getAsJsonArray("blocks"), 100);
        assertThat(view.getTitle().getText()).hasSizeBetween(1, 24);
        assertThat(view.getClose().getText()).hasSizeBetween(1, 24);
        if (view.getSubmit() != null) {
            assertThat(view.getSubmit().getText()).hasSizeBetween(1, 24);
            assertThat(view.getCallbackId()).hasSizeBetween(1, 255);
            assertThat(view.getPrivateMetadata()).hasSizeBetween(1, 3_000);
        }
        return view;
    }

    private static void checkBlocks(JsonArray blocks, int most) {
        assertThat(blocks.size()).isBetween(1, most);
        Set<String> ids = new HashSet<>();
        for (JsonElement element : blocks) {
            JsonObject block = element.getAsJsonObject();
            if (block.has("block_id")) {
                assertThat(block.get("block_id").getAsString()).hasSizeBetween(1, 255);
                assertThat(ids.add(block.get("block_id").getAsString())).isTrue();
            }
            switch (block.get("type").getAsString()) {
                case "rich_text" -> checkRichText(block);
                case "actions" -> checkActions(block.getAsJsonArray("elements"));
                case "input" -> checkInput(block);
                default -> throw new AssertionError("a block of the type " + block.get("type"));
            }
        }
    }

    private static void checkRichText(JsonObject block) {
        int length = 0;
        for (JsonElement section : block.getAsJsonArray("elements")) {
            length += checkRich(section.getAsJsonObject());
        }
        assertThat(length).isBetween(1, 3_000);
    }

    private static int checkRich(JsonObject element) {
        return switch (element.get("type").getAsString()) {
            case "text" -> {
                assertThat(element.get("text").getAsString()).isNotEmpty();
                yield element.get("text").getAsString().length();
            }
            case "link" -> {
                assertThat(element.get("url").getAsString()).matches("(?i)(https?|mailto):.*");
                yield element.get("text").getAsString().length();
            }
            case "date" -> {
                assertThat(element.get("timestamp").getAsLong()).isPositive();
                yield element.get("fallback").getAsString().length();
            }
            case "rich_text_section", "rich_text_preformatted", "rich_text_quote", "rich_text_list" -> {
                int length = 0;
                assertThat(element.getAsJsonArray("elements")).isNotEmpty();
                for (JsonElement child : element.getAsJsonArray("elements")) {
                    length += checkRich(child.getAsJsonObject());
                }
                yield length;
            }
            default -> throw new AssertionError("an element of the type " + element.get("type"));
        };
    }

    private static void checkActions(JsonArray elements) {
        assertThat(elements.size()).isBetween(1, 25);
        Set<String> ids = new HashSet<>();
        for (JsonElement element : elements) {
            JsonObject button = element.getAsJsonObject();
            assertThat(button.get("type").getAsString()).isEqualTo("button");
            checkPlain(button.getAsJsonObject("text"), 75);
            assertThat(button.get("value").getAsString()).hasSizeBetween(1, 2_000);
            assertThat(button.get("action_id").getAsString()).hasSizeBetween(1, 255);
            assertThat(ids.add(button.get("action_id").getAsString())).isTrue();
            if (button.has("style")) {
                assertThat(button.get("style").getAsString()).isIn("primary", "danger");
            }
        }
    }

    private static void checkInput(JsonObject block) {
        checkPlain(block.getAsJsonObject("label"), 2_000);
        JsonObject element = block.getAsJsonObject("element");
        switch (element.get("type").getAsString()) {
            case "plain_text_input" -> {
                assertThat(element.get("max_length").getAsInt()).isBetween(1, 3_000);
                if (element.has("min_length")) {
                    assertThat(element.get("min_length").getAsInt()).isBetween(0, 3_000);
                }
                if (element.has("initial_value")) {
                    assertThat(element.get("initial_value").getAsString()).hasSizeBetween(1, 3_000);
                }
            }
            case "radio_buttons" -> checkOptions(element.getAsJsonArray("options"), 10);
            case "static_select", "multi_static_select" -> checkOptions(element.getAsJsonArray("options"), 100);
            default -> throw new AssertionError("a field of the type " + element.get("type"));
        }
    }

    private static void checkOptions(JsonArray options, int most) {
        assertThat(options.size()).isBetween(1, most);
        for (JsonElement option : options) {
            checkPlain(option.getAsJsonObject().getAsJsonObject("text"), 75);
            assertThat(option.getAsJsonObject().get("value").getAsString()).hasSizeBetween(1, 150);
        }
    }

    private static void checkPlain(JsonObject text, int longest) {
        assertThat(text.get("type").getAsString()).isEqualTo("plain_text");
        assertThat(text.get("text").getAsString()).hasSizeBetween(1, longest);
    }
}
