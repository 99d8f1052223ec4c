package dev.parley.launcher.offline;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One thing the offline model can speak about.
 *
 * @param name for people who read the list of rules
 * @param applies whether a question is about it
 * @param answer in Markdown
 */
record Rule(String name, Predicate<Question> applies, Function<Question, String> answer) {
    /** Always the same answer. */
    static Rule fixed(String name, Predicate<Question> applies, String answer) {
        return new Rule(name, applies, question -> answer);
    }
}
