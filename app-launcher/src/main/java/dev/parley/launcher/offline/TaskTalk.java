package dev.parley.launcher.offline;

import dev.parley.domain.JsonValue;
import dev.parley.domain.JsonValue.JsonArray;
import dev.parley.domain.JsonValue.JsonBoolean;
import dev.parley.domain.JsonValue.JsonNumber;
import dev.parley.domain.JsonValue.JsonObject;
import dev.parley.domain.JsonValue.JsonString;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Manages tasks and asks people, in several rounds: what is next follows from the wish and from what the tools returned so far. */
final class TaskTalk {
    private static final String ADD = "add_task";
    private static final String LIST = "list_tasks";
    private static final String UPDATE = "update_task";
    private static final String ASK = "request_feedback";
    private static final String CLARIFY = "ask_clarification";
    private static final String ONE_MOMENT = "One moment.";

    /** More than that at once is more than anybody wants to approve of. */
    private static final int MOST_AT_ONCE = 10;

    private static final int MOST_OPTIONS = 20;

    private final Talk talk;

    private TaskTalk(Talk talk) {
        this.talk = talk;
    }

    /** The next move; empty if the question wishes for nothing that takes tools. */
    static Optional<Move> on(Talk talk) {
        return Wishes.in(talk.question()).map(wish -> new TaskTalk(talk).about(wish));
    }

    private Move about(Wish wish) {
        return switch (wish) {
            case Wish.Add add -> add(add.title());
            case Wish.Show show -> show(show);
            case Wish.Change change -> about(change.tasks(), tasks -> change(change.change(), tasks));
            case Wish.Rename rename -> about(rename.task(), tasks -> rename(tasks.getFirst(), rename.title()));
            case Wish.ChooseTask choose -> choose();
            case Wish.AskMe ask -> ask(ask.about());
        };
    }

    private Move add(String title) {
        return talk.last(ADD)
                .map(use -> use.failed() ? trouble(use) : told(use, "is on your list now"))
                .orElseGet(() -> call(ADD, Map.of("title", new JsonString(title))));
    }

    private Move show(Wish.Show wish) {
        Boolean done = wish.done();
        return talk.last(LIST)
                .map(use -> use.failed() ? trouble(use) : say(listed(use.text())))
                .orElseGet(() -> call(LIST, done == null ? Map.of() : Map.of("done", new JsonBoolean(done))));
    }

    private static String listed(String result) {
        List<KnownTask> tasks = KnownTask.in(result);
        if (tasks.isEmpty()) {
            return "There is nothing on that list. Say **add buy milk**, and there will be.";
        }
        int total = KnownTask.total(result);
        String more = total > tasks.size() ? "\n\nThese are %d of %d.".formatted(tasks.size(), total) : "";
        return "This is on your list:\n\n" + lines(tasks) + more;
    }

    private static String lines(List<KnownTask> tasks) {
        return tasks.stream()
                .map(task -> "- %s %s".formatted(task.done() ? "☑" : "☐", task.shown()))
                .collect(Collectors.joining("\n"));
    }

    private Move change(TaskChange change, List<KnownTask> tasks) {
        List<Move.Call> calls = tasks.stream()
                .limit(MOST_AT_ONCE)
                .map(task -> new Move.Call(change.tool(), arguments(change, task)))
                .toList();
        return run(change.tool(), calls, change.outcome());
    }

    private static JsonObject arguments(TaskChange change, KnownTask task) {
        Map<String, JsonValue> arguments = reference(task);
        if (change == TaskChange.REOPEN) {
            arguments.put("done", new JsonBoolean(false));
        }
        return new JsonObject(arguments);
    }

    private Move rename(KnownTask task, String title) {
        Map<String, JsonValue> arguments = reference(task);
        arguments.put("title", new JsonString(title));
        return run(UPDATE, List.of(new Move.Call(UPDATE, new JsonObject(arguments))), "is what it is called now");
    }

    private static Map<String, JsonValue> reference(KnownTask task) {
        Map<String, JsonValue> arguments = new LinkedHashMap<>();
        Integer number = task.number();
        if (number != null) {
            arguments.put("number", new JsonNumber(BigDecimal.valueOf(number)));
        } else {
            arguments.put("id", new JsonString(task.id()));
        }
        return arguments;
    }

    /** Makes those of the calls that were not made yet, all at once if it may, and tells what came of them. */
    private Move run(String tool, List<Move.Call> calls, String outcome) {
        List<ToolUse> made = talk.all(tool);
        List<String> madeWith = made.stream().map(ToolUse::arguments).toList();
        List<Move.Call> left = calls.stream()
                .filter(call -> !madeWith.contains(call.arguments().toJson().text()))
                .toList();
        boolean wentWrong = made.stream().anyMatch(ToolUse::failed);
        if (left.isEmpty() || made.size() >= calls.size() || wentWrong) {
            return say(made.stream()
                    .map(use -> use.failed() ? troubleOf(use) : tellOf(use, outcome))
                    .collect(Collectors.joining("\n\n")));
        }
        return talk.mayCall(tool) ? new Move(ONE_MOMENT, left) : missing(tool);
    }

    /** Finds out which tasks are meant, from the list if they are described in words, and from the user if several fit. */
    private Move about(TaskReference reference, Function<List<KnownTask>, Move> then) {
        if (!reference.numbers().isEmpty()) {
            return then.apply(reference.numbers().stream()
                    .map(number -> new KnownTask(number, "", "", false))
                    .toList());
        }
        Optional<ToolUse> list = talk.last(LIST);
        if (list.isEmpty()) {
            return call(LIST, Map.of());
        }
        if (list.get().failed()) {
            return trouble(list.get());
        }
        List<KnownTask> all = KnownTask.in(list.get().text());
        List<KnownTask> meant = reference.among(all);
        if (meant.isEmpty()) {
            return say(
                    all.isEmpty()
                            ? "Your list is empty, so there is nothing to do that with."
                            : "I find no such task. This is on your list:\n\n" + lines(all));
        }
        return meant.size() == 1 || reference.all() ? then.apply(meant) : whichOf(meant, then);
    }

    private Move whichOf(List<KnownTask> tasks, Function<List<KnownTask>, Move> then) {
        String question = "Which one do you mean? "
                + tasks.stream()
                        .limit(MOST_OPTIONS)
                        .map(task -> "%s: %s".formatted(Objects.requireNonNullElse(task.number(), "-"), task.title()))
                        .collect(Collectors.joining("; "));
        Optional<ToolUse> answer = talk.last(CLARIFY);
        if (answer.isEmpty()) {
            return talk.mayCall(CLARIFY)
                    ? Move.call("Several of your tasks fit.", CLARIFY, Map.of("question", new JsonString(question)))
                    : say("Several of your tasks fit; say it again with a number:\n\n" + lines(tasks));
        }
        if (answer.get().failed()) {
            return trouble(answer.get());
        }
        String said = ToolAnswer.in(answer.get().text());
        List<KnownTask> chosen = TaskReference.of(said).among(tasks);
        return chosen.isEmpty()
                ? say("You answered %s, but that is none of them, so I did nothing:\n\n%s"
                        .formatted(Quotes.inline(said, 200), lines(tasks)))
                : then.apply(chosen);
    }

    private Move choose() {
        Optional<ToolUse> answer = talk.last(ASK);
        if (answer.isPresent()) {
            return answered(answer.get(), "Then begin with %s.");
        }
        Optional<ToolUse> list = talk.last(LIST);
        if (list.isEmpty() && talk.mayCall(LIST)) {
            return call(LIST, Map.of("done", new JsonBoolean(false)));
        }
        List<String> titles =
                list.filter(use -> !use.failed()).map(use -> KnownTask.in(use.text())).orElse(List.of()).stream()
                        .filter(task -> !task.done())
                        .map(task -> Quotes.cut(task.title(), 190))
                        .distinct()
                        .limit(MOST_OPTIONS)
                        .toList();
        return switch (titles.size()) {
            case 0 -> say("Whatever you like: I see no open task of yours. Say **add buy milk** to have one.");
            case 1 -> say("There is only one open task: %s. Do that.".formatted(Quotes.inline(titles.getFirst(), 200)));
            default -> choice("Which of your open tasks do you want to do first?", titles);
        };
    }

    private Move ask(String about) {
        Optional<ToolUse> answer = talk.last(ASK);
        if (answer.isPresent()) {
            return answered(answer.get(), "Your answer was %s. I asked, waited without a thread, and went on.");
        }
        String small = about.toLowerCase(Locale.ROOT);
        if (small.matches(".*\\b(?:approval|approve|permission|yes or no|whether|if)\\b.*")) {
            return question("May I go on?", "approval", Map.of());
        }
        if (small.matches(".*\\b(?:text|words|name|why|how|write)\\b.*")) {
            return question("What would you like me to know? Answer in your own words.", "text", Map.of());
        }
        return small.startsWith("what should i")
                ? choice(
                        "You asked: “%s?” I am only a handful of rules, so the choice is yours."
                                .formatted(Quotes.cut(about, 150)),
                        List.of("The first thing that comes to mind", "The easiest thing", "Sleep on it"))
                : choice(
                        "What do you want to see next?",
                        List.of("How a question waits for days", "How an approval works", "A story"));
    }

    private Move choice(String question, List<String> options) {
        return question(
                question,
                "choice",
                Map.of(
                        "options",
                        new JsonArray(
                                options.stream().<JsonValue>map(JsonString::new).toList())));
    }

    private Move question(String question, String kind, Map<String, JsonValue> more) {
        Map<String, JsonValue> arguments = new LinkedHashMap<>();
        arguments.put("question", new JsonString(question));
        arguments.put("kind", new JsonString(kind));
        arguments.putAll(more);
        return talk.mayCall(ASK) ? Move.call("I have a question.", ASK, arguments) : missing(ASK);
    }

    private static Move answered(ToolUse use, String sentence) {
        return use.failed() ? trouble(use) : say(sentence.formatted(Quotes.inline(ToolAnswer.in(use.text()), 400)));
    }

    private Move call(String tool, Map<String, JsonValue> arguments) {
        return talk.mayCall(tool) ? Move.call(ONE_MOMENT, tool, arguments) : missing(tool);
    }

    private static Move missing(String tool) {
        return say("I would use the tool `%s` for that, but the profile of this session does not offer it."
                .formatted(tool));
    }

    private static Move told(ToolUse use, String outcome) {
        return say(tellOf(use, outcome));
    }

    private static String tellOf(ToolUse use, String outcome) {
        List<KnownTask> tasks = new ArrayList<>(KnownTask.in(use.text()));
        return tasks.isEmpty()
                ? "`%s` is done:\n\n%s".formatted(use.tool(), Quotes.block(use.text()))
                : tasks.stream()
                        .map(task -> "%s %s.".formatted(task.shown(), outcome))
                        .collect(Collectors.joining("\n"));
    }

    private static Move trouble(ToolUse use) {
        return say(troubleOf(use));
    }

    /** Says why a tool did not run, or what it has against the call. */
    private static String troubleOf(ToolUse use) {
        String why = use.text().toLowerCase(Locale.ROOT);
        if (why.startsWith("refused") || why.contains("refused by")) {
            return "I did not do it, because it was refused: %s".formatted(Quotes.inline(use.text(), 400));
        }
        if (why.contains("nobody") || why.contains("expired") || why.contains("in time") || why.contains("no answer")) {
            return "I did not do it, because nobody answered in time: %s".formatted(Quotes.inline(use.text(), 400));
        }
        return "That did not work. `%s` says: %s".formatted(use.tool(), Quotes.inline(use.text(), 400));
    }

    private static Move say(String text) {
        return Move.say(text + "\n\n" + Texts.FOOTER);
    }
}
