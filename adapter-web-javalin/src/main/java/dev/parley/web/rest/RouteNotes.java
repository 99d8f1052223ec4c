package dev.parley.web.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of a route beyond what serves it, for those who describe it.
 *
 * @param operation its name, such as {@code startSession}, by which generated clients call it; empty if it has none yet
 * @param item the type of the items if the answer is a page of some; else null
 * @param refusals those that do not follow from what the route is like; null if nobody thought of them yet
 * @param headers those of a request that the route looks at
 * @param sent headers of its usual answer
 * @param mediaTypes those of the answer, if it is not a JSON document
 * @param others answers beside the usual one
 */
public record RouteNotes(
        String operation,
        Topic topic,
        @Nullable Class<?> item,
        @Nullable List<Refusal> refusals,
        List<Parameter> headers,
        List<Parameter> sent,
        List<String> mediaTypes,
        List<Outcome> others) {
    /** Of a route of which nothing was noted. */
    static final RouteNotes NONE =
            new RouteNotes("", Topic.SERVER, null, null, List.of(), List.of(), List.of(), List.of());

    public RouteNotes {
        refusals = refusals == null ? null : List.copyOf(refusals);
        headers = List.copyOf(headers);
        sent = List.copyOf(sent);
        mediaTypes = List.copyOf(mediaTypes);
        others = List.copyOf(others);
    }

    RouteNotes named(Topic newTopic, String newOperation) {
        return new RouteNotes(newOperation, newTopic, item, refusals, headers, sent, mediaTypes, others);
    }

    RouteNotes withItem(Class<?> type) {
        return new RouteNotes(operation, topic, type, refusals, headers, sent, mediaTypes, others);
    }

    RouteNotes withRefusals(List<Refusal> declared) {
        return new RouteNotes(operation, topic, item, declared, headers, sent, mediaTypes, others);
    }

    RouteNotes withHeaders(List<Parameter> read) {
        return new RouteNotes(operation, topic, item, refusals, read, sent, mediaTypes, others);
    }

    RouteNotes withSent(List<Parameter> answered) {
        return new RouteNotes(operation, topic, item, refusals, headers, answered, mediaTypes, others);
    }

    RouteNotes withMediaTypes(List<String> types) {
        return new RouteNotes(operation, topic, item, refusals, headers, sent, types, others);
    }

    RouteNotes withOthers(List<Outcome> outcomes) {
        return new RouteNotes(operation, topic, item, refusals, headers, sent, mediaTypes, outcomes);
    }
}
