package dev.parley.application.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.application.port.Command;
import dev.parley.application.port.CommandDescription;
import dev.parley.application.port.CommandOutput;
import dev.parley.application.port.CommandParameter;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How commands are found and given their arguments. */
class CommandTableTest {
    private static final Caller VIEWER = caller(Role.VIEWER);

    private static Caller caller(Role role) {
        return new Caller(new UserId("alice"), role, ChannelKind.WEB);
    }

    /** A command that tells the arguments it was given. */
    private static Command echo(CommandDescription description) {
        return Command.of(description, call -> new CommandOutput("", new HashMap<>(call.arguments())));
    }

    private static final Command TEA = echo(CommandDescription.of("tea", "Makes tea.")
            .alias("t", "chai")
            .with(CommandParameter.required("kind", "which").oneOf("black", "green"))
            .with(CommandParameter.optional("wish", "what else").toTheEnd()));

    private static final Command PLAIN = echo(CommandDescription.of("sessions", "Plain."));
    private static final Command SECRET =
            echo(CommandDescription.of("secret", "Not for all.").from(Role.ADMIN));

    private final CommandTable table = new CommandTable(List.of(TEA, PLAIN, SECRET));

    private Map<String, Object> run(String name, String... words) {
        return CommandTable.run(table.require(VIEWER, name), VIEWER, null, List.of(words))
                .data();
    }

    @Test
    void argumentsHaveTheNamesOfTheirParameters() {
        assertThat(run("tea", "GREEN")).isEqualTo(Map.of("kind", "green"));
        assertThat(run("chai", "black", "With", "much  milk"))
                .isEqualTo(Map.of("kind", "black", "wish", "With much  milk"));
        assertThat(run("sessions")).isEmpty();
    }

    @Test
    void wrongArgumentsAreRefusedWithTheUsage() {
        assertRefused("kind is missing. Usage: /tea <black|green> [wish …]", "tea");
        assertRefused("kind must be one of black, green. Usage: /tea <black|green> [wish …]", "t", "red");
        assertRefused("/sessions takes no arguments. Usage: /sessions", "sessions", "all");
    }

    private void assertRefused(String sentence, String name, String... words) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> run(name, words))
                .withMessage(sentence)
                .returns(ErrorCode.INVALID_COMMAND, ChatException::code)
                .satisfies(refusal -> assertThat(refusal.details()).containsKeys("command", "usage"));
    }

    @ParameterizedTest
    @CsvSource({"te, tea", "tae, tea", "chia, chai", "sesions, sessions", "sessinos, sessions", "ssessions, sessions"})
    void mistypedNameIsGuessed(String typed, String meant) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> table.require(VIEWER, typed))
                .withMessageContaining("did you mean /" + meant + "?")
                .returns(ErrorCode.UNKNOWN_COMMAND, ChatException::code)
                .returns(Map.of("command", typed, "suggestion", meant), ChatException::details);
    }

    @ParameterizedTest
    @ValueSource(strings = {"coffee", "x", "?", "secre", "usr/bin/java"})
    void nameThatIsLikeNoneOfTheCallersIsNot(String typed) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> table.require(VIEWER, typed))
                .withMessageContaining("/help lists all there are")
                .withMessageContaining("put a space before the slash")
                .returns(Map.of("command", typed), ChatException::details);
    }

    @Test
    void longNamesAreCutOffInErrors() {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> table.require(VIEWER, "\uD83D\uDE00".repeat(4_000)))
                .returns(Map.of("command", "\uD83D\uDE00".repeat(40) + "…"), ChatException::details);
    }

    @Test
    void rolesDecideWhatIsListedAndRun() {
        assertThat(table.list(VIEWER)).containsExactly(TEA.description(), PLAIN.description());
        assertThat(table.list(caller(Role.ADMIN)))
                .containsExactly(TEA.description(), PLAIN.description(), SECRET.description());
        assertThat(table.require(caller(Role.ADMIN), "secret")).isEqualTo(SECRET);
        assertThatExceptionOfType(ChatException.Forbidden.class)
                .isThrownBy(() -> table.require(caller(Role.ANALYST), "secret"))
                .withMessage("/secret takes the role admin; you have the role analyst.");
    }

    @Test
    void commandOfASessionNeedsOne() {
        Command command = echo(CommandDescription.of("here", "Needs a session.").ofSession());

        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> CommandTable.run(command, VIEWER, null, List.of()))
                .withMessageContaining("/here needs a session")
                .returns(ErrorCode.INVALID_COMMAND, ChatException::code);
    }

    @Test
    void namesAreThereOnce() {
        for (CommandDescription other : List.of(
                CommandDescription.of("tea", "Again."),
                CommandDescription.of("chai", "Again."),
                CommandDescription.of("x", "Again.").alias("tea"),
                CommandDescription.of("x", "Again.").alias("t"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new CommandTable(List.of(TEA, echo(other))))
                    .withMessageContaining("two commands have the name");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "Tea", "1a", "a b", "/tea", "ä", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "-a"})
    void namesHaveAForm(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> CommandDescription.of(name, "x"));
        if (!name.equals("?")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CommandDescription.of("x", "x").alias(name));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> CommandParameter.optional(name, "x"));
    }

    @Test
    void descriptionsThatMakeNoSenseAreRefused() {
        CommandDescription bare = CommandDescription.of("x", "x");

        assertThatIllegalArgumentException().isThrownBy(() -> bare.alias("x"));
        assertThatIllegalArgumentException().isThrownBy(() -> bare.alias("y", "y"));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> bare.with(CommandParameter.optional("a", "a")).with(CommandParameter.required("b", "b")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bare.with(CommandParameter.optional("a", "a").toTheEnd())
                        .with(CommandParameter.optional("b", "b")));
    }

    @Test
    void dataAreWhatJsonCanSay() {
        List<Object> list = new ArrayList<>(List.of(1, 2.5, "x", true, Map.of("a", List.of())));
        Map<String, Object> data = new HashMap<>(Map.of("list", list, "long", 1L));
        CommandOutput output = new CommandOutput("", data);
        list.add(Instant.EPOCH);
        data.clear();

        assertThat(output.data())
                .isEqualTo(Map.of("list", List.of(1, 2.5, "x", true, Map.of("a", List.of())), "long", 1L));
    }

    @Test
    void dataThatJsonCannotSayAreRefused() {
        for (Object wrong : Arrays.asList(Instant.EPOCH, Double.NaN, Float.POSITIVE_INFINITY, 'c', null)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new CommandOutput("", Map.of("a", Collections.singletonList(wrong))));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CommandOutput("", Map.of("a", Map.of(1, "number as a name"))));
        Map<String, Object> deep = Map.of();
        for (int i = 0; i < 20; i++) {
            deep = Map.of("a", deep);
        }
        Map<String, Object> tooDeep = deep;
        assertThatIllegalArgumentException().isThrownBy(() -> new CommandOutput("", tooDeep));
    }
}
