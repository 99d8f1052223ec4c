package dev.parley.launcher.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.application.agent.function.ProcessUserMessage;
import dev.parley.application.port.LanguageModelContract;
import dev.parley.application.port.StructuredModelContract;
import dev.parley.application.port.StructuredPrompt;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.JsonText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OfflineDecisionsTest implements StructuredModelContract {
    private final OfflineDecisions model = new OfflineDecisions();

    @Override
    public Exchange answering() {
        return new Exchange(model, StructuredModelContract.prompt(), new JsonText("""
                {"thinking":"That is what the rules say.","action":"respond","tool":null,"arguments":null,
                "question":null,"intention":null}"""));
    }

    @Override
    public Optional<Exchange> fallingSilent() {
        return Optional.empty();
    }

    @Override
    public Optional<Exchange> babbling() {
        return Optional.empty();
    }

    @Override
    public List<Exchange> failing() {
        StructuredPrompt odd = new StructuredPrompt("", "", "sonnet", JsonText.EMPTY_OBJECT, null);
        return List.of(new Exchange(model, odd, JsonText.EMPTY_OBJECT));
    }

    @Test
    void wholeAnswersSayWhoGivesThem() throws InterruptedException {
        ProcessUserMessage function = new ProcessUserMessage(model);

        assertThat(function.answer(LanguageModelContract.prompt("Hello"))
                        .value()
                        .text())
                .contains("offline demo");
        assertThat(function.answer(LanguageModelContract.prompt("add milk"))
                        .value()
                        .text())
                .contains("`add_task`");
    }

    @Test
    void unknownDocumentIsRejected() {
        StructuredPrompt odd = new StructuredPrompt("", "", "sonnet", JsonText.EMPTY_OBJECT, null);

        assertThat(catchThrowableOfType(ChatException.class, () -> model.answer(odd))
                        .code())
                .isEqualTo(ErrorCode.MODEL_REJECTED);
    }
}
