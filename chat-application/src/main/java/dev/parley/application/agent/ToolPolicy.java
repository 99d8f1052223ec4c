package dev.parley.application.agent;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What an agent may do with which tools. The first rule that matches a tool's name counts; a tool that no rule matches needs an approval.
 *
 * @param rules in order
 */
public record ToolPolicy(List<Rule> rules) {
    /** The task tools are used freely, but for deletions. */
    public static final ToolPolicy TASKS = new ToolPolicy(List.of(
            new Rule("delete_task", Decision.ASK),
            new Rule("*_task", Decision.ALLOW),
            new Rule("*_tasks", Decision.ALLOW)));

    public ToolPolicy {
        rules = List.copyOf(rules);
    }

    public Decision of(String tool) {
        return rules.stream()
                .filter(rule -> rule.matches(tool))
                .map(Rule::decision)
                .findFirst()
                .orElse(Decision.ASK);
    }

    /** @param glob a tool's name in which {@code *} stands for any characters and {@code ?} for any one */
    public record Rule(String glob, Decision decision) {
        boolean matches(String tool) {
            StringBuilder regex = new StringBuilder();
            glob.chars()
                    .forEach(unit -> regex.append(
                            unit == '*' ? ".*" : unit == '?' ? "." : Pattern.quote(String.valueOf((char) unit))));
            return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(tool).matches();
        }
    }

    /** What may be done. */
    public enum Decision {
        /** Call it. */
        ALLOW,
        /** Ask a person before each call. */
        ASK,
        /** Not even know it. */
        DENY
    }
}
