package dev.parley.launcher.offline;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The sentences that are understood. The first pattern that describes the whole sentence counts. */
final class Wishes {
    private static final int LONGEST = 1_000;
    private static final String NOUN = "(?:task|todo|to-do|item|reminder|entry)";
    private static final String NOUNS = "(?:tasks|todos|to-dos|list|task list|todo list|to-do list|items)";
    private static final String LIST = "(?:my|the|our) (?:[\\w-]+ )?(?:list|tasks|todos|to-dos)";
    private static final String NUMBERED = "((?:tasks?|numbers?|items?|no\\.?|#)? ?\\d[\\d ,&]*(?:and \\d+)?)";

    /** Other things have titles, too, and can be deleted; none of that is for tools. */
    private static final String OF_TASKS = "(?!.*\\b(?:sessions?|conversations?|chats?|messages?|history)\\b)";

    private static final Pattern POLITENESS =
            Pattern.compile("(?i)^(?:please|hey|now|then|so|ok|okay|can you|could you|would you|will you|,)\\b[, ]*");

    private static final List<Pattern> OPEN = List.of(
            pattern("what (?:do|must) i (?:still )?(?:have to |need to )?do"),
            pattern("what (?:is )?(?:still )?(?:left|open|to do|to be done)(?: to do)?"),
            pattern("what(?:['’]s| is) (?:still )?(?:left|open|to do|to be done)(?: to do)?"),
            pattern("what needs to be done"));

    private static final List<Pattern> CLOSED = List.of(
            pattern("what (?:have i|did i|i have) (?:already )?(?:do|done|finish(?:ed)?|complete(?:d)?)(?: already)?"),
            pattern("what(?:['’]s| is) (?:already )?(?:done|finished|completed)"));

    private static final List<Pattern> SHOW = List.of(
            pattern("(?:list|tasks|todos|to-dos|my list|my tasks|my todos|todo list|to-do list|task list)"),
            pattern(
                    "(?:list|show|give me|display|read|tell me|what are|which are)(?: me)?(?: all)?(?: of)?(?: my| the| our)?"
                            + "(?: (open|done|finished|completed|remaining|pending|unfinished))? " + NOUNS),
            pattern("what(?:['’]s| is) (?:still |left )?(?:on|in) " + LIST + "(?: today| now)?"),
            pattern("(?:do i have|are there|have i got)(?: any)?(?: (open|done|finished|completed|remaining))? " + NOUNS
                    + "(?: left)?"));

    private static final List<Pattern> ADD = List.of(
            pattern("add to " + LIST + ":? (.+)"),
            pattern("add:? (?:(?:a |an |another |the )?(?:new )?" + NOUN + "(?: to| for| called| named|:)?:? )?(.+?)"
                    + "(?: (?:to|on|onto) " + LIST + ")?"),
            pattern("(?:create|make|new|open|start)(?: a| an| another)?(?: new)? " + NOUN
                    + "(?: to| for| called| named| that says)?:? (.+)"),
            pattern("remind me (?:to|about|of|that) (.+)"),
            pattern(
                    "(?:remember|don['’]?t forget|do not forget|don['’]?t let me forget|i (?:must|need to|have to) (?:remember|not forget)) (?:to|about) (.+)"),
            pattern("(?:note|jot|write) down:? (.+)"),
            pattern("put (.+?) on(?:to)? " + LIST),
            pattern(NOUN + ": (.+)"));

    private static final List<Pattern> REOPEN = List.of(
            pattern("(?:reopen|re-open|uncheck|untick) (.+)"),
            pattern("mark (.+?) (?:as )?(?:not done|undone|open|unfinished)(?: again| yet)?"),
            pattern(NUMBERED + " (?:is|are) (?:not|still not) (?:done|finished|complete)(?: yet)?"),
            pattern(NUMBERED + " (?:isn|aren)['’]?t (?:done|finished|complete)(?: yet)?"));

    private static final List<Pattern> COMPLETE = List.of(
            pattern("(?:i am |i['’]m |i )?(?:all )?done(?: with)? (.+)"),
            pattern("i(?:['’]ve| have)? (?:just )?(?:finished|completed|did|done)(?: with)? (the .+)"),
            pattern("i(?:['’]ve| have)? (?:just )?(?:finished|completed|did|done)(?: with)? " + NUMBERED),
            pattern("(?:complete|finish|finished|completed|check off|tick off|cross off) (.+)"),
            pattern("(?:check|tick|close|cross) " + NUMBERED + "(?: off)?"),
            pattern("mark (.+?) (?:as )?(?:done|finished|complete|completed)"),
            pattern(NUMBERED + " (?:is|are)(?: now| already)? (?:done|finished|complete|completed)"),
            pattern("(the .+?) (?:is|are)(?: now| already)? (?:done|finished|complete|completed)"));

    private static final List<Pattern> RENAME = List.of(
            pattern(OF_TASKS + "(?:rename|retitle|reword) (.+?) (?:to|as|into):? (.+)"),
            pattern(OF_TASKS + "change (?:the (?:title|name|text) of )?(.+?) (?:to|into):? (.+)"),
            pattern("call " + NUMBERED + " (.+)"));

    private static final List<Pattern> DELETE = List.of(
            pattern(OF_TASKS + "(?:delete|remove|erase|scrap|get rid of|throw away)(?: the| my)? (.+?)(?: from " + LIST
                    + ")?"),
            pattern("drop " + NUMBERED));

    private static final List<Pattern> CHOOSE = List.of(
            pattern("what should i (?:do|start|begin|work on|tackle)\\b.*"),
            pattern("(?:which|what) task (?:should|shall) i .+"),
            pattern("what(?:['’]s| is) next"));

    private static final List<Pattern> ASK =
            List.of(pattern("ask (?:me|somebody|someone|people)\\b ?(.*)"), pattern("(what should i .+)"));

    private Wishes() {}

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** What a sentence wishes for; empty if it takes no tools, or is not understood. */
    static Optional<Wish> in(String sentence) {
        String said = plain(sentence);
        if (said.isEmpty() || said.length() > LONGEST) {
            return Optional.empty();
        }
        return first(said, OPEN, match -> new Wish.Show(false))
                .or(() -> first(said, CLOSED, match -> new Wish.Show(true)))
                .or(() -> first(said, SHOW, match -> new Wish.Show(filter(match))))
                .or(() -> first(said, ADD, match -> new Wish.Add(title(match.group(1)))))
                .or(() -> first(said, REOPEN, match -> change(TaskChange.REOPEN, match)))
                .or(() -> first(
                        said,
                        RENAME,
                        match -> new Wish.Rename(TaskReference.of(match.group(1)), title(match.group(2)))))
                .or(() -> first(said, DELETE, match -> change(TaskChange.DELETE, match)))
                .or(() -> first(said, COMPLETE, match -> change(TaskChange.COMPLETE, match)))
                .or(() -> first(said, CHOOSE, match -> new Wish.ChooseTask()))
                .or(() -> first(said, ASK, match -> new Wish.AskMe(match.group(1))));
    }

    /** On one line, without politeness around it and punctuation behind it. */
    private static String plain(String sentence) {
        String said = sentence.replaceAll("\\s+", " ").strip();
        String shorter = POLITENESS.matcher(said).replaceFirst("");
        while (!shorter.equals(said)) {
            said = shorter;
            shorter = POLITENESS.matcher(said).replaceFirst("");
        }
        return said.replaceAll("[.!?\\s]+$", "")
                .replaceAll("(?i),? (?:please|thanks|thank you)$", "")
                .strip();
    }

    private static Optional<Wish> first(String said, List<Pattern> patterns, Function<MatchResult, Wish> wish) {
        return patterns.stream()
                .map(pattern -> pattern.matcher(said))
                .filter(Matcher::matches)
                .findFirst()
                .map(wish);
    }

    private static Wish change(TaskChange change, MatchResult match) {
        return new Wish.Change(change, TaskReference.of(match.group(1)));
    }

    private static @Nullable Boolean filter(MatchResult match) {
        String word = match.groupCount() == 0 ? null : match.group(1);
        return word == null ? null : TaskReference.isDone(word);
    }

    private static String title(String said) {
        return said.replaceAll("^[\"“”'‘’]+|[\"“”'‘’]+$", "").strip();
    }
}
