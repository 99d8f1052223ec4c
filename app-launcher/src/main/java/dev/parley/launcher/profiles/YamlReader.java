package dev.parley.launcher.profiles;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 document into a tree that knows its lines. Anchors, aliases and tags are refused: nothing in a file can grow beyond what
 * is written there, or make objects. Not safe for use by several threads.
 */
final class YamlReader {
    private static final int DEEPEST = 12;

    private final Iterator<Event> events;
    private final Defects defects;

    private YamlReader(Iterator<Event> events, Defects defects) {
        this.events = events;
        this.defects = defects;
    }

    /** @return the document; empty if there is none, or none that can be read, which is then noted */
    static Optional<YamlNode> read(String text, Defects defects) {
        LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
        try {
            return new YamlReader(new Parse(settings).parseString(text).iterator(), defects).document();
        } catch (MarkedYamlEngineException malformed) {
            int line = malformed.getProblemMark().map(YamlReader::lineOf).orElse(1);
            defects.note(
                    line,
                    "This is not YAML: %s. Check indentation, quotes and colons there."
                            .formatted(malformed.getProblem()));
        } catch (YamlEngineException malformed) {
            defects.note(1, "This is not YAML; check it for characters that cannot be seen.");
        }
        return Optional.empty();
    }

    private Optional<YamlNode> document() {
        Optional<YamlNode> first = Optional.empty();
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentStartEvent && first.isPresent()) {
                defects.note(lineOf(event), "There is a second document here; put everything into one, without ---.");
                break;
            }
            if (event instanceof NodeEvent node) {
                first = Optional.of(node(node, 1));
            }
        }
        return first;
    }

    private YamlNode node(NodeEvent event, int depth) {
        int line = lineOf(event);
        if (event instanceof AliasEvent alias) {
            defects.note(
                    line,
                    "Aliases such as *%s are not understood. A text that begins with * needs quotes: \"*%s\"."
                            .formatted(alias.getAlias(), alias.getAlias()));
            return new YamlNode.Broken(line);
        }
        event.getAnchor()
                .ifPresent(anchor -> defects.note(
                        line,
                        "Anchors such as &%s are not understood. Write it out, or put a text that begins with & into quotes."
                                .formatted(anchor)));
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar.getTag(), line);
            return new YamlNode.Scalar(scalar.getValue(), scalar.isPlain(), line);
        }
        CollectionStartEvent collection = (CollectionStartEvent) event;
        refuseTag(collection.getTag(), line);
        if (depth > DEEPEST) {
            defects.note(line, "This is nested deeper than anything that is understood; check the indentation.");
            skip();
            return new YamlNode.Broken(line);
        }
        return event.getEventId() == Event.ID.MappingStart ? mapping(line, depth) : sequence(line, depth);
    }

    private YamlNode mapping(int line, int depth) {
        List<YamlNode.Entry> entries = new ArrayList<>();
        for (Event event = events.next(); event instanceof NodeEvent key; event = events.next()) {
            YamlNode name = node(key, depth + 1);
            YamlNode value = node((NodeEvent) events.next(), depth + 1);
            if (name instanceof YamlNode.Scalar scalar) {
                entries.add(new YamlNode.Entry(scalar.value(), scalar.line(), value));
            } else if (!(name instanceof YamlNode.Broken)) {
                defects.note(name.line(), "A key must be a single word, not %s.".formatted(name.kind()));
            }
        }
        return new YamlNode.Mapping(entries, line);
    }

    private YamlNode sequence(int line, int depth) {
        List<YamlNode> elements = new ArrayList<>();
        for (Event event = events.next(); event instanceof NodeEvent element; event = events.next()) {
            elements.add(node(element, depth + 1));
        }
        return new YamlNode.Sequence(elements, line);
    }

    /** Goes behind the end of the collection that has just begun. */
    private void skip() {
        for (int open = 1; open > 0; ) {
            Event event = events.next();
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> open++;
                case MappingEnd, SequenceEnd -> open--;
                default -> {}
            }
        }
    }

    private void refuseTag(Optional<String> tag, int line) {
        tag.ifPresent(name -> defects.note(
                line,
                "Tags such as %s are not understood; remove it, or put a text that begins with ! into quotes."
                        .formatted(name)));
    }

    private static int lineOf(Event event) {
        return event.getStartMark().map(YamlReader::lineOf).orElse(1);
    }

    private static int lineOf(Mark mark) {
        return mark.getLine() + 1;
    }
}
