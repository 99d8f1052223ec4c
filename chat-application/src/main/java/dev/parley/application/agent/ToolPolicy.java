package dev.parley.application.agent;

import dev.parley.domain.ChatException;
import java.util.List;

/**
 * Which tools an agent may use, and which of them only after a person said yes. The first rule whose pattern describes a tool's name
 * decides; a tool that no rule describes needs a person.
 *
 * @param rules in the order in which they are looked at; at most {@value #MOST_RULES}
 */
public record ToolPolicy(List<Rule> rules) {
    private static final int MOST_RULES = 200;

    /**
     * People are asked before a task is deleted and before anything that is not about tasks. The tools of external servers, which have two
     * underscores in their names, are not about tasks, whatever they are called.
     */
    public static final ToolPolicy DEFAULT = new ToolPolicy(List.of(
            new Rule(new ToolGlob("delete_task"), Decision.ASK),
            new Rule(new ToolGlob("*__*"), Decision.ASK),
            new Rule(new ToolGlob("*_task"), Decision.ALLOW),
            new Rule(new ToolGlob("*_tasks"), Decision.ALLOW)));

    /** What happens when a model wants to use a tool. */
    public enum Decision {
        /** The tool is run. */
        ALLOW,
        /** The tool is run after a person approved of the call. */
        ASK,
        /** The model does not get to know the tool. */
        DENY
    }

    /** What happens with the tools that a pattern describes. */
    public record Rule(ToolGlob tools, Decision decision) {}

    /** @throws ChatException.Invalid if there are too many rules */
    public ToolPolicy {
        rules = List.copyOf(rules);
        if (rules.size() > MOST_RULES) {
            throw ChatException.Invalid.field("tools", "must be at most " + MOST_RULES + " rules.");
        }
    }

    /** What happens with the tool of this name. */
    public Decision decide(String tool) {
        return rules.stream()
                .filter(rule -> rule.tools().matches(tool))
                .map(Rule::decision)
                .findFirst()
                .orElse(Decision.ASK);
    }
}
