package dev.parley.web.describe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.domain.ErrorCode;
import dev.parley.web.json.EventShape;
import dev.parley.web.json.OneOf;
import dev.parley.web.support.DescribedSchemas;
import dev.parley.web.support.Descriptions;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the schemas of both descriptions say of our records. */
class SchemasTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<DescribedSchemas> DESCRIPTIONS = List.of(Descriptions.http(), Descriptions.socket());

    private final Examples examples = new Examples();

    @Test
    void everySchemaAndEveryFieldIsExplained() {
        Glossary glossary = new Glossary();
        Set<String> missing = new TreeSet<>();
        forEachSchema((name, schema) -> {
            if (!schema.has("description")) {
                missing.add(name);
            }
            schema.path("properties").fieldNames().forEachRemaining(field -> {
                if (glossary.field(name, field) == null && !name.endsWith("Event")) {
                    missing.add(name + "." + field);
                }
            });
        });

        assertThat(missing)
                .as(
                        "write a line into %s for each of these; for a field that means the same everywhere, with its name only",
                        Glossary.RESOURCE)
                .isEmpty();
    }

    @Test
    void nothingIsExplainedThatIsNotThere() throws IOException {
        Set<String> known = new HashSet<>();
        forEachSchema((name, schema) -> {
            known.add(name);
            schema.path("properties").fieldNames().forEachRemaining(field -> {
                known.add(field);
                known.add(name + "." + field);
            });
        });
        Properties words = new Properties();
        words.load(new InputStreamReader(
                SchemasTest.class.getResourceAsStream(Glossary.RESOURCE), StandardCharsets.UTF_8));

        assertThat(words.stringPropertyNames()).allMatch(known::contains);
    }

    @Test
    void everyExampleIsValid() {
        Set<String> valid = new HashSet<>();
        for (DescribedSchemas description : DESCRIPTIONS) {
            description.document().at("/components/schemas").fieldNames().forEachRemaining(name -> {
                JsonNode example = examples.find(name);
                if (example != null) {
                    assertThat(description.defects(example, "/components/schemas/" + name))
                            .as(name)
                            .isEmpty();
                    valid.add(name);
                }
            });
        }

        assertThat(valid).contains("Session", "StartSessionRequest", "MessageCommand", "NoticeFrame");
    }

    @Test
    void everyEventHasAValidExample() {
        for (EventShape shape : EventShape.all()) {
            String name = SchemaNames.ofEvent(shape.type());
            JsonNode example = Descriptions.http().document().at("/components/schemas/" + name + "/examples/0");

            assertThat(example.isMissingNode())
                    .as("add an example of the payload of %s to %s", shape.type(), Examples.RESOURCE)
                    .isFalse();
            assertThat(Descriptions.http().defects(example, "/components/schemas/" + name))
                    .isEmpty();
            assertThat(Descriptions.http().defects(example, "/components/schemas/Event"))
                    .isEmpty();
        }
    }

    @Test
    void noExampleIsForgotten() throws IOException {
        Set<String> used = new HashSet<>(List.of("Answer", "SessionProfile"));
        DESCRIPTIONS.forEach(description ->
                description.document().at("/components/schemas").fieldNames().forEachRemaining(used::add));
        EventShape.all().forEach(shape -> used.add(shape.type()));
        List<String> names = new ArrayList<>();
        MAPPER.readTree(SchemasTest.class.getResourceAsStream(Examples.RESOURCE))
                .fieldNames()
                .forEachRemaining(names::add);

        assertThat(names).allMatch(used::contains);
    }

    @Test
    void absenceIsOfRequestsAndNullOfAnswers() {
        JsonNode request = schema("StartSessionRequest");
        JsonNode answer = schema("Session");

        assertThat(request.path("additionalProperties").asBoolean(true)).isFalse();
        assertThat(request.has("required")).isFalse();
        assertThat(request.at("/properties/title/type").toString()).isEqualTo("[\"string\",\"null\"]");
        assertThat(answer.has("additionalProperties")).isFalse();
        assertThat(answer.path("required")).hasSameSizeAs(answer.path("properties"));
        assertThat(answer.at("/properties/ended_at/type").toString()).isEqualTo("[\"string\",\"null\"]");
        assertThat(answer.at("/properties/created_at/type").toString()).isEqualTo("\"string\"");
    }

    @Test
    void formsAreThoseOfTheWire() {
        assertThat(schema("Session").at("/properties/session_id/format").asText())
                .isEqualTo("uuid");
        assertThat(schema("Session").at("/properties/created_at/format").asText())
                .isEqualTo("date-time");
        assertThat(schema("UsageReport").at("/properties/from/format").asText()).isEqualTo("date");
        assertThat(schema("Session").at("/properties/status/enum").toString())
                .isEqualTo("[\"initializing\",\"active\",\"paused\",\"completed\",\"expired\"]");
        assertThat(schema("Turn").at("/properties/cancel_reason/enum").toString())
                .endsWith(",null]");
        assertThat(schema("PostMessageRequest")
                        .at("/properties/content/maxLength")
                        .asInt())
                .isEqualTo(5_000);
        assertThat(schema("ErrorBody").at("/properties/error_code/enum")).hasSize(ErrorCode.values().length);
    }

    @Test
    void wordsOfEnumsAreTheirNamesInLowerCase() throws ReflectiveOperationException {
        Set<Class<?>> seen = new HashSet<>();
        for (RecordComponent component : componentsOfTheWire()) {
            OneOf words = component.getAnnotation(OneOf.class);
            if (words == null || words.value() == OneOf.None.class || !seen.add(words.value())) {
                continue;
            }
            String accessor = words.value() == ErrorCode.class ? "code" : "wireName";
            for (Enum<?> constant : words.value().getEnumConstants()) {
                assertThat(FieldForms.wordsOf(words.value()))
                        .contains((String) words.value().getMethod(accessor).invoke(constant));
            }
        }
        assertThat(seen).hasSizeGreaterThan(8);
    }

    @Test
    void descriptionIsTheSameEveryTime() {
        assertThat(new OpenApi(dev.parley.domain.limit.ChatLimits.defaults())
                        .describe(List.of(), "1")
                        .toString())
                .isEqualTo(new OpenApi(dev.parley.domain.limit.ChatLimits.defaults())
                        .describe(List.of(), "1")
                        .toString());
    }

    private static List<RecordComponent> componentsOfTheWire() {
        return Stream.of(
                        dev.parley.web.json.SessionJson.class,
                        dev.parley.web.json.AgentJson.class,
                        dev.parley.web.json.MessageJson.class,
                        dev.parley.web.json.TurnJson.class,
                        dev.parley.web.json.FailureJson.class,
                        dev.parley.web.json.FeedbackJson.class,
                        dev.parley.web.json.FeedbackJson.ResponseJson.class,
                        dev.parley.web.json.CommandJson.class,
                        dev.parley.web.rest.MessageRoutes.PostMessageRequest.class,
                        dev.parley.web.rest.SessionRoutes.StartSessionRequest.class)
                .flatMap(type -> Stream.of(type.getRecordComponents()))
                .toList();
    }

    private static JsonNode schema(String name) {
        return Descriptions.http().document().at("/components/schemas/" + name);
    }

    private static void forEachSchema(BiConsumer<String, JsonNode> action) {
        for (DescribedSchemas description : DESCRIPTIONS) {
            description
                    .document()
                    .at("/components/schemas")
                    .properties()
                    .forEach(schema -> action.accept(schema.getKey(), schema.getValue()));
        }
    }
}
