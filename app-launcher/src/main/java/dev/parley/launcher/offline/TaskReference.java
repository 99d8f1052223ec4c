package dev.parley.launcher.offline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks somebody speaks of.
 *
 * @param numbers of tasks; empty if they are described in words
 * @param words in lower case; the title has all of them
 * @param done only those that are done, or only those that are open; null for both
 * @param all whether several may be meant
 */
record TaskReference(
        List<Integer> numbers, List<String> words, @Nullable Boolean done, boolean all) {
    private static final Pattern NUMBERS =
            Pattern.compile("(?i)(?:the|tasks?|numbers?|items?|no\\.?|todos?|and|#|&|,|\\s|\\d{1,6}\\b)++");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Set<String> FILLERS = Set.of(
            "the", "a", "an", "my", "our", "one", "ones", "task", "tasks", "todo", "todos", "item", "items", "entry",
            "about", "with", "from", "on", "list", "called", "named", "that", "this", "says", "of", "for", "to", "it",
            "those", "which");
    private static final Set<String> ALL = Set.of("all", "everything", "every", "both");
    private static final Set<String> DONE = Set.of("done", "finished", "completed");
    private static final Set<String> OPEN = Set.of("open", "remaining", "pending", "unfinished");
    private static final int MOST_NUMBERS = 10;

    TaskReference {
        numbers = List.copyOf(numbers);
        words = List.copyOf(words);
    }

    static TaskReference of(String said) {
        List<Integer> numbers = numbers(said);
        if (!numbers.isEmpty()) {
            return new TaskReference(numbers, List.of(), null, true);
        }
        List<String> words = new ArrayList<>();
        Boolean done = null;
        boolean all = false;
        for (String word : said.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            Boolean state = isDone(word);
            if (state != null) {
                done = state;
            } else if (ALL.contains(word)) {
                all = true;
            } else if (!word.isEmpty() && !FILLERS.contains(word)) {
                words.add(word);
            }
        }
        return new TaskReference(List.of(), words, done, all);
    }

    private static List<Integer> numbers(String said) {
        if (!NUMBERS.matcher(said).matches()) {
            return List.of();
        }
        return NUMBER.matcher(said)
                .results()
                .map(number -> Integer.parseInt(number.group()))
                .distinct()
                .limit(MOST_NUMBERS)
                .toList();
    }

    /** Whether a word means tasks that are done, or open ones; null if neither. */
    static @Nullable Boolean isDone(String word) {
        String small = word.toLowerCase(Locale.ROOT);
        if (DONE.contains(small)) {
            return true;
        }
        return OPEN.contains(small) ? Boolean.FALSE : null;
    }

    /** Those that fit. */
    List<KnownTask> among(List<KnownTask> tasks) {
        return tasks.stream().filter(this::fits).toList();
    }

    private boolean fits(KnownTask task) {
        if (!numbers.isEmpty()) {
            return task.number() != null && numbers.contains(task.number());
        }
        String title = task.title().toLowerCase(Locale.ROOT);
        return (done == null || done == task.done()) && words.stream().allMatch(title::contains);
    }
}
