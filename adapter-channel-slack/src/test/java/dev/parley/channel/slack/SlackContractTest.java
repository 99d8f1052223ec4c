package dev.parley.channel.slack;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.MessageChannelContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every channel promises, in Slack. */
class SlackContractTest implements MessageChannelContract {
    private final SlackStandIn slack = new SlackStandIn();
    private final SlackChannel channel = new SlackChannel(slack.settings(), new AnswerTokens(SigningKeys.random()));

    /** No two messages are at the same place. */
    @BeforeEach
    void giveEachMessageAPlaceOfItsOwn() {
        slack.answer(
                "chat.postMessage",
                aResponse()
                        .withBody("{\"ok\":true,\"channel\":\"%s\",\"ts\":\"%s.%s\"}"
                                .formatted(
                                        SlackStandIn.DM,
                                        "{{randomInt lower=1000000000 upper=2000000000}}",
                                        "{{randomInt lower=100000 upper=999999}}"))
                        .withTransformers("response-template"));
    }

    @AfterEach
    void close() {
        channel.close();
        slack.close();
    }

    @Override
    public MessageChannel channel() {
        return channel;
    }

    @Override
    public String address() {
        return Questions.ALICES;
    }

    /** The texts of their blocks, of which Slack shows all as they are; the other text is for notifications. */
    @Override
    public List<String> arrived() {
        return slack.calls("chat.postMessage").stream()
                .map(SlackContractTest::texts)
                .toList();
    }

    private static String texts(Map<String, String> message) {
        String blocks = String.valueOf(message.get("blocks"));
        SlackLimits.blocks(blocks);
        List<String> texts = new ArrayList<>();
        collect(JsonParser.parseString(blocks), texts);
        return String.join("\n", texts);
    }

    private static void collect(JsonElement element, List<String> texts) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(child -> collect(child, texts));
        }
        if (element.isJsonObject()) {
            element.getAsJsonObject().asMap().forEach((name, value) -> {
                if (name.equals("text") && value.isJsonPrimitive()) {
                    texts.add(value.getAsString());
                }
                collect(value, texts);
            });
        }
    }

    @Override
    public void breakDown() {
        answer(aResponse().withStatus(503));
    }

    @Override
    public void closeAddress() {
        slack.refuse("conversations.open", "user_not_found");
        slack.refuse("chat.postMessage", "channel_not_found");
    }

    @Override
    public void standStill() {
        answer(aResponse().withFixedDelay(600_000).withBody("{\"ok\":true}"));
    }

    private void answer(ResponseDefinitionBuilder response) {
        for (String method :
                List.of("conversations.open", "chat.postMessage", "conversations.history", "conversations.replies")) {
            slack.answer(method, response);
        }
    }

    @Override
    public List<String> secrets() {
        return List.of(
                Questions.ALICES,
                SlackStandIn.DM,
                SlackStandIn.BOT_TOKEN,
                SlackStandIn.APP_TOKEN,
                SlackStandIn.SIGNING_SECRET);
    }
}
