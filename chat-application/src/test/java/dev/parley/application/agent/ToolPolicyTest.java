package dev.parley.application.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.agent.ToolPolicy.Decision;
import dev.parley.domain.ChatException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolPolicyTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            add_task,      add_task,          true
            add_task,      add_tasks,         false
            add_task,      Add_task,          false
            *,             anything at all,   true
            *,             '',                true
            ?,             '',                false
            ?,             a,                 true
            ?,             ab,                false
            *_task,        add_task,          true
            *_task,        _task,             true
            *_task,        add_task_now,      false
            *_task*,       add_task_now,      true
            a*b*c,         a-b-b-c,           true
            a*b*c,         a-c-b,             false
            files__*,      files__read,       true
            files__*,      files_read,        false
            list_????s,    list_tasks,        true
            list_????s,    list_task,         false
            a.c,           abc,               false
            **,            abc,               true
            """)
    void patternDescribesNames(String pattern, String name, boolean matches) {
        assertThat(new ToolGlob(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void patternThatTriesEverythingComesToAnEnd() {
        assertThat(new ToolGlob("*a".repeat(60) + "b").matches("a".repeat(20_000)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "[a-z]", "{a,b}", "a\\*", "!a", "ä", "a\nb"})
    void patternOfSomethingElseIsRefused(String pattern) {
        assertThatThrownBy(() -> new ToolGlob(pattern)).isInstanceOf(ChatException.Invalid.class);
        assertThatThrownBy(() -> new ToolGlob("a".repeat(129))).isInstanceOf(ChatException.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            delete_task,         ASK
            add_task,            ALLOW
            complete_task,       ALLOW
            list_tasks,          ALLOW
            send_email,          ASK
            files__delete_task,  ASK
            files__add_task,     ASK
            files__list_tasks,   ASK
            """)
    void byDefaultTasksAreFreeAndAllElseNeedsAPerson(String tool, Decision decision) {
        assertThat(ToolPolicy.DEFAULT.decide(tool)).isEqualTo(decision);
    }

    @Test
    void firstRuleThatDescribesAToolDecides() {
        ToolPolicy policy = new ToolPolicy(List.of(
                new ToolPolicy.Rule(new ToolGlob("files__read*"), Decision.ALLOW),
                new ToolPolicy.Rule(new ToolGlob("files__*"), Decision.DENY),
                new ToolPolicy.Rule(new ToolGlob("files__write"), Decision.ALLOW)));

        assertThat(policy.decide("files__read_one")).isEqualTo(Decision.ALLOW);
        assertThat(policy.decide("files__write")).isEqualTo(Decision.DENY);
        assertThat(policy.decide("add_task")).isEqualTo(Decision.ASK);
    }

    @Test
    void rulesAreNotWithoutNumber() {
        ToolPolicy.Rule rule = new ToolPolicy.Rule(new ToolGlob("*"), Decision.ASK);

        assertThat(new ToolPolicy(Collections.nCopies(200, rule)).decide("a")).isEqualTo(Decision.ASK);
        assertThatThrownBy(() -> new ToolPolicy(Collections.nCopies(201, rule)))
                .isInstanceOf(ChatException.Invalid.class);
    }

    @Test
    void limitsOfAProfileAreChecked() {
        assertThatThrownBy(() -> new ContextLimits(0, null)).isInstanceOf(ChatException.Invalid.class);
        assertThatThrownBy(() -> new ContextLimits(null, -1)).isInstanceOf(ChatException.Invalid.class);
        assertThatThrownBy(() -> new ContextLimits(10_001, null)).isInstanceOf(ChatException.Invalid.class);
        Profile.Builder profile = Profile.DEFAULT.toBuilder();
        assertThatThrownBy(() -> profile.feedbackLifetime(Duration.ZERO).build())
                .isInstanceOf(ChatException.Invalid.class);
    }
}
