package dev.parley.application.agent.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptTemplateTest {
    private static final PromptTemplate GREETING =
            PromptTemplate.of("greeting", "Greet {{name}}.\n=====\n<said>\n{{said}}\n</said>\n{{name}}?\n");

    @Test
    void placesAreFilledInBothParts() {
        assertThat(GREETING.fill(Map.of("name", "Ada", "said", "Hello")))
                .isEqualTo(new PromptTemplate.Filled("Greet Ada.", "<said>\nHello\n</said>\nAda?"));
    }

    @Test
    void whatIsFilledInIsTakenAsItIs() {
        assertThat(GREETING.fill(Map.of("name", "$1 \\ {{said}}", "said", "{{name}}"))
                        .input())
                .isEqualTo("<said>\n{{name}}\n</said>\n$1 \\ {{said}}?");
    }

    @Test
    void valuesAreExactlyThoseThatThereArePlacesFor() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GREETING.fill(Map.of("name", "Ada")))
                .withMessageContaining("greeting")
                .withMessageContaining("said");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GREETING.fill(Map.of("name", "Ada", "said", "", "more", "")));
        assertThatIllegalStateException().isThrownBy(() -> PromptTemplate.read("no-such-template"));
    }

    @Test
    void everyTemplateTellsInstructionsFromMaterial() {
        for (PromptTemplate template : List.of(
                PromptTemplate.PROCESS_USER_MESSAGE,
                PromptTemplate.DETERMINE_NEXT_ACTION,
                PromptTemplate.GENERATE_FEEDBACK_REQUEST)) {
            assertThat(template.system()).as(template.name()).contains("{{instructions}}", "material");
            assertThat(template.input())
                    .as(template.name())
                    .contains("<conversation>\n{{conversation}}\n</conversation>");
        }
        assertThat(PromptTemplate.STREAMING_CHAT_RESPONSE.system())
                .contains("{{instructions}}", "material", "{{tools}}");
    }
}
