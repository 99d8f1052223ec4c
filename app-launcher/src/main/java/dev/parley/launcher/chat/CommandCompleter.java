package dev.parley.launcher.chat;

import java.util.List;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes the first word of a line to a command. */
final class CommandCompleter implements Completer {
    private final Supplier<List<CommandName>> commands;

    /** @param commands asked for each time; must not wait for anything */
    CommandCompleter(Supplier<List<CommandName>> commands) {
        this.commands = commands;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() > 0 || !line.word().matches("[/:].*")) {
            return;
        }
        for (CommandName command : commands.get()) {
            candidates.add(
                    new Candidate(command.name(), command.name(), null, command.description(), null, null, true));
        }
    }
}
