package dev.parley.launcher.chat;

import java.io.IOError;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jline.keymap.KeyMap;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.MaskingCallback;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/**
 * A terminal with a line to edit at its bottom. The answer in progress grows above the line: its rows that are full are printed for good, and
 * the last one is drawn together with the line until it is full, too.
 */
final class LineScreen implements Screen {
    private static final Size USUAL = Size.of(80, 24);
    private static final int NARROWEST = 10;

    /** Code is not broken into rows, so that it can be copied; unless it would fill the screen. */
    private static final int LONGEST_CODE = 1_000;

    private static final String FENCE = "```";
    private static final String TAB = "    ";
    private static final String NEW_LINE = "parley-new-line";

    private final Terminal terminal;
    private final Editor editor;
    private final boolean styled;

    /** What follows is used under the editor's lock. */
    private final StringBuilder unfinished = new StringBuilder();

    private boolean inCode;
    private String status = "";
    private Prompt asked = Prompt.MESSAGE;
    private Prompt next = Prompt.MESSAGE;
    private String prefilled = "";
    /** Who edits a line; null if nobody does. As long as it is null, the prompt that was asked last stays. */
    private @Nullable Thread reader;

    private boolean ending;

    /** @param styled whether text may be bold or faint */
    LineScreen(Terminal terminal, Completer completer, boolean styled) {
        this.terminal = terminal;
        this.styled = styled;
        if (terminal.getSize().getColumns() == 0) {
            terminal.setSize(USUAL);
        }
        editor = new Editor(terminal);
        editor.setParser(new MessageParser());
        editor.setCompleter(completer);
        editor.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        editor.option(LineReader.Option.INSERT_TAB, false);
        editor.setVariable(LineReader.SECONDARY_PROMPT_PATTERN, "  ");
        editor.getWidgets().put(NEW_LINE, () -> {
            editor.getBuffer().write('\n');
            return true;
        });
        editor.getKeyMaps()
                .values()
                .forEach(keys -> keys.bind(new Reference(NEW_LINE), KeyMap.alt('\r'), KeyMap.alt('\n')));
        terminal.enterRawMode();
    }

    @Override
    public void print(Style style, String text) {
        String rows = String.join("\n", wrapped(SafeText.of(text).replace("\t", TAB)));
        editor.locked(() -> editor.printAbove(new AttributedString(rows + "\n", looks(style))));
    }

    @Override
    public void stream(String text) {
        editor.locked(() -> {
            unfinished.append(SafeText.of(text).replace("\t", TAB));
            StringBuilder finished = new StringBuilder();
            for (int end = unfinished.indexOf("\n"); end >= 0; end = unfinished.indexOf("\n")) {
                String line = unfinished.substring(0, end);
                unfinished.delete(0, end + 1);
                finish(line, finished);
            }
            List<String> rows = rowsOf(unfinished.toString());
            for (String row : rows.subList(0, rows.size() - 1)) {
                finished.append(row).append('\n');
            }
            unfinished.setLength(0);
            unfinished.append(rows.getLast());
            draw(finished);
        });
    }

    private void finish(String line, StringBuilder finished) {
        rowsOf(line).forEach(row -> finished.append(row).append('\n'));
        if (line.strip().startsWith(FENCE)) {
            inCode = !inCode;
        }
    }

    private void draw(StringBuilder finished) {
        if (finished.isEmpty()) {
            editor.redraw();
        } else {
            editor.compose();
            editor.printAbove(new AttributedString(finished));
        }
    }

    @Override
    public void endStream() {
        editor.locked(() -> {
            inCode = false;
            if (!unfinished.isEmpty()) {
                StringBuilder last = new StringBuilder(unfinished).append('\n');
                unfinished.setLength(0);
                draw(last);
            }
        });
    }

    @Override
    public void status(String text) {
        editor.locked(() -> {
            if (!status.equals(text)) {
                status = text;
                editor.redraw();
            }
        });
    }

    @Override
    public void prompt(Prompt prompt) {
        editor.locked(() -> {
            next = prompt;
            boolean untouched = editor.getBuffer().toString().equals(asked.initial());
            if (reader != null && untouched && !asked.equals(prompt)) {
                asked = prompt;
                editor.getBuffer().clear();
                editor.getBuffer().write(prompt.initial());
                editor.redraw();
            }
        });
    }

    @Override
    public void prefill(String text) {
        editor.locked(() -> prefilled = text);
    }

    @Override
    public Input read() {
        String initial = editor.locking(this::begin);
        try {
            if (initial == null) {
                return new Input.Ended();
            }
            String text = editor.readLine("", null, (MaskingCallback) null, initial);
            return new Input.Line(MessageParser.withoutContinuations(text), asked.subject());
        } catch (UserInterruptException interruption) {
            return isEnding() ? new Input.Ended() : new Input.Interrupted(interruption.getPartialLine());
        } catch (EndOfFileException | IOError gone) {
            return new Input.Ended();
        } finally {
            // Of an end that interrupted a line that had just ended.
            Thread.interrupted();
        }
    }

    /** What stands in the line already; null if there is no line to be read. */
    private @Nullable String begin() {
        asked = next;
        if (ending) {
            return null;
        }
        reader = Thread.currentThread();
        String initial = prefilled.isEmpty() ? asked.initial() : prefilled;
        prefilled = "";
        return initial;
    }

    private boolean isEnding() {
        return editor.locking(() -> ending);
    }

    @Override
    public void end() {
        editor.locked(() -> {
            ending = true;
            if (reader != null) {
                reader.interrupt();
            }
        });
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException gone) {
            // It is not needed any more.
        }
    }

    private int width() {
        // The last column stays free: terminals differ in what a full row does.
        return Math.max(NARROWEST, terminal.getSize().getColumns() - 1);
    }

    private List<String> wrapped(String text) {
        return text.lines().flatMap(line -> Rows.of(line, width()).stream()).toList();
    }

    private List<String> rowsOf(String line) {
        return inCode && line.length() < LONGEST_CODE ? List.of(line) : Rows.of(line, width());
    }

    private AttributedStyle looks(Style style) {
        if (!styled) {
            return AttributedStyle.DEFAULT;
        }
        return switch (style) {
            case PLAIN -> AttributedStyle.DEFAULT;
            case FAINT -> AttributedStyle.DEFAULT.faint();
            case STRONG -> AttributedStyle.BOLD;
            case WARNING -> AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
        };
    }

    /** JLine's editor, whose prompt is all that is drawn together with the line, and may change while the line is typed. */
    private final class Editor extends LineReaderImpl {
        Editor(Terminal terminal) {
            super(terminal, "parley", new HashMap<>());
        }

        void locked(Runnable work) {
            locking(() -> {
                work.run();
                return work;
            });
        }

        <T extends @Nullable Object> T locking(Supplier<T> work) {
            lock.lock();
            try {
                return work.get();
            } finally {
                lock.unlock();
            }
        }

        void compose() {
            AttributedStringBuilder drawn = new AttributedStringBuilder();
            if (!unfinished.isEmpty()) {
                drawn.append(unfinished).append('\n');
            }
            if (!status.isEmpty()) {
                drawn.styled(looks(Style.FAINT), SafeText.line(status, width())).append('\n');
            }
            prompt = drawn.styled(looks(Style.STRONG), asked.label()).toAttributedString();
        }

        void redraw() {
            compose();
            if (reading) {
                redisplay();
            }
        }

        @Override
        public void setPrompt(String ignored) {
            compose();
        }

        /** What stays on the screen of a line that was typed is the line alone: the rest goes on below it. */
        @Override
        protected void cleanup() {
            reader = null;
            boolean unused = ending && buf.length() == 0;
            prompt = unused ? AttributedString.EMPTY : new AttributedString(asked.label(), looks(Style.STRONG));
            super.cleanup();
        }
    }
}
