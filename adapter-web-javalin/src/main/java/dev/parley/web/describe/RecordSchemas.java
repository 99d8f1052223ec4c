package dev.parley.web.describe;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigPart;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.generator.naming.SchemaDefinitionNamingStrategy;
import dev.parley.domain.JsonText;
import dev.parley.web.json.EncodedFrame;
import dev.parley.web.json.EventJson;
import dev.parley.web.json.PageJson;
import dev.parley.web.json.RecordShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the library sees our records: by the names, the absence and the forms of fields that {@link dev.parley.web.json.Json} gives them. */
final class RecordSchemas {
    private static final String METADATA = "metadata";

    private final Glossary glossary;
    private final FieldForms forms;
    private final boolean ofRequests;

    /** @param ofRequests whether clients send these records or get them */
    RecordSchemas(Glossary glossary, FieldForms forms, boolean ofRequests) {
        this.glossary = glossary;
        this.forms = forms;
        this.ofRequests = ofRequests;
    }

    SchemaBuilder builder() {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(
                        Option.DEFINITIONS_FOR_ALL_OBJECTS,
                        Option.INLINE_NULLABLE_SCHEMAS,
                        Option.EXTRA_OPEN_API_FORMAT_VALUES)
                .without(Option.SCHEMA_VERSION_INDICATOR);
        if (ofRequests) {
            config.with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT);
        }
        config.forTypesInGeneral()
                .withPropertySorter((unusedOne, unusedOther) -> 0)
                .withDefinitionNamingStrategy(naming())
                .withCustomDefinitionProvider(RecordSchemas::embedded);
        describeFields(config.forFields());
        return new SchemaGenerator(config.build()).buildMultipleSchemaDefinitions();
    }

    private SchemaDefinitionNamingStrategy naming() {
        return (key, context) -> key.getType().getErasedType() == PageJson.class
                ? SchemaNames.ofPage(
                        key.getType().getTypeParameters().getFirst().getErasedType())
                : name(key.getType().getErasedType());
    }

    private String name(Class<?> type) {
        return ofRequests ? SchemaNames.ofRequest(type) : SchemaNames.ofAnswer(type);
    }

    private void describeFields(SchemaGeneratorConfigPart<FieldScope> fields) {
        fields.withPropertyNameOverrideResolver(field -> shapeOf(field).name())
                .withNullableCheck(field ->
                        !field.isFakeContainerItemScope() && !shapeOf(field).required())
                .withRequiredCheck(field -> !ofRequests || shapeOf(field).required())
                .withDescriptionResolver(field -> field.isFakeContainerItemScope() ? null : meaningOf(field))
                .withEnumResolver(field -> isText(field) ? wordsOf(field) : null)
                .withInstanceAttributeOverride((schema, field, context) -> {
                    if (field.getDeclaredName().equals(METADATA) && !field.isFakeContainerItemScope()) {
                        allowObjects(schema, shapeOf(field));
                    }
                })
                .withStringFormatResolver(
                        field -> isText(field) && FieldForms.isId(shapeOf(field).name()) ? "uuid" : null)
                .withStringMaxLengthResolver(field -> ofRequests && isText(field)
                        ? forms.longest(schemaOf(field), shapeOf(field).name())
                        : null)
                .withStringPatternResolver(field -> isText(field)
                        ? FieldForms.pattern(schemaOf(field), shapeOf(field).name())
                        : null);
    }

    /** Metadata is an object, whatever is in it. */
    private static void allowObjects(ObjectNode schema, RecordShape.Field field) {
        if (field.required()) {
            schema.put("type", "object");
        } else {
            schema.removeAll();
            schema.putArray("type").add("object").add("null");
        }
    }

    private static @Nullable List<@Nullable String> wordsOf(FieldScope field) {
        String constant = FrameTypes.of(field.getDeclaringType().getErasedType());
        if (constant != null && field.getDeclaredName().equals("type")) {
            return List.of(constant);
        }
        RecordShape.Field shape = shapeOf(field);
        List<String> words = FieldForms.words(shape);
        if (words == null || shape.required()) {
            return words == null ? null : List.copyOf(words);
        }
        List<@Nullable String> wordsOrNothing = new ArrayList<>(words);
        wordsOrNothing.add(null);
        return wordsOrNothing;
    }

    private @Nullable String meaningOf(FieldScope field) {
        return glossary.field(schemaOf(field), shapeOf(field).name());
    }

    private String schemaOf(FieldScope field) {
        return name(field.getDeclaringType().getErasedType());
    }

    private static boolean isText(FieldScope field) {
        return field.getType().getErasedType() == String.class;
    }

    private static RecordShape.Field shapeOf(FieldScope field) {
        return RecordShape.of(field.getDeclaringType().getErasedType()).fields().stream()
                .filter(shape -> shape.component().getName().equals(field.getDeclaredName()))
                .findFirst()
                .orElseThrow();
    }

    /** Documents within documents. */
    private static @Nullable CustomDefinition embedded(ResolvedType type, SchemaGenerationContext context) {
        Class<?> erased = type.getErasedType();
        ObjectNode schema = context.getGeneratorConfig().createObjectNode();
        if (erased == JsonText.class || erased == Object.class) {
            return inline(schema);
        }
        if (erased == Map.class) {
            return inline(schema.put("type", "object"));
        }
        if (erased == EventJson.class) {
            return inline(Schemas.reference("Event"));
        }
        return erased == EncodedFrame.class ? inline(Schemas.reference(Schemas.LOG_FRAME)) : null;
    }

    private static CustomDefinition inline(ObjectNode schema) {
        return new CustomDefinition(
                schema, CustomDefinition.DefinitionType.INLINE, CustomDefinition.AttributeInclusion.NO);
    }
}
