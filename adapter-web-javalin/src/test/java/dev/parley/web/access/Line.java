package dev.parley.web.access;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One line of the table of who may do what.
 *
 * @param operation what is done: {@code POST /api/sessions} for a route, {@code join_session} for a frame, {@code /status} for a command
 * @param situation what is special about this way to do it; empty if nothing is
 * @param path where a route is tried, if not where the table of routes has it
 * @param query with the question mark; empty if there is none
 * @param content a route's body, a frame's fields in braces, or what is sent as a message; empty if there is none
 * @param status that of success, if it is not the one of the table of routes; 0 if it is
 * @param given what happens before
 */
record Line(
        Surface surface,
        String operation,
        String situation,
        Rule rule,
        String path,
        String query,
        String content,
        int status,
        List<Consumer<Fixture>> given) {
    Line {
        given = List.copyOf(given);
    }

    /** Where an operation comes from. */
    enum Surface {
        /** The table of routes. */
        ROUTE,
        /** The table of client frames. */
        FRAME,
        /** The table of commands, which are messages. */
        COMMAND,
        /** The handshake of a WebSocket. */
        HANDSHAKE
    }

    /** @param route method and path, as the table of routes has them */
    static Line route(String route, Rule rule) {
        return of(Surface.ROUTE, route, rule, route.substring(route.indexOf(' ') + 1), "");
    }

    static Line frame(String type, Rule rule) {
        return of(Surface.FRAME, type, rule, "", "{}");
    }

    /** A command that is sent in the session. */
    static Line command(String command, Rule rule) {
        return of(
                Surface.COMMAND,
                command,
                rule,
                "/api/sessions/{session_id}/messages",
                "{\"content\":\"%s\"}".formatted(command));
    }

    /** A command that is sent without naming a session. */
    static Line commandAnywhere(String command, Rule rule) {
        return of(Surface.COMMAND, command, rule, "/api/chat", "{\"message\":\"%s\"}".formatted(command));
    }

    static Line handshake(String target, Rule rule) {
        return of(Surface.HANDSHAKE, target, rule, target, "");
    }

    private static Line of(Surface surface, String operation, Rule rule, String path, String content) {
        return new Line(surface, operation, "", rule, path, "", content, 0, List.of());
    }

    /** Whether it is there to show their owner the sessions that are deleted. */
    boolean showsTheDeleted() {
        return query.equals("?deleted=true");
    }

    /** Says what is special about this way to do it. */
    Line when(String words) {
        return new Line(surface, operation, words, rule, path, query, content, status, given);
    }

    /** Tries it here. */
    Line at(String where) {
        return new Line(surface, operation, situation, rule, where, query, content, status, given);
    }

    Line asking(String parameters) {
        return new Line(surface, operation, situation, rule, path, "?" + parameters, content, status, given);
    }

    /** Sends this: values in braces, such as {@code {session_id}}, are those of the {@link Fixture}. */
    Line sending(String json) {
        return new Line(surface, operation, situation, rule, path, query, json, status, given);
    }

    /** Succeeds with another status than the table says. */
    Line answering(int success) {
        return new Line(surface, operation, situation, rule, path, query, content, success, given);
    }

    Line given(Consumer<Fixture> preparation) {
        List<Consumer<Fixture>> all = new ArrayList<>(given);
        all.add(preparation);
        return new Line(surface, operation, situation, rule, path, query, content, status, all);
    }

    /** Whether it names the session, or a part of it. */
    boolean namesTheSession() {
        return (path + query + content).contains("{session_id}");
    }

    @Override
    public String toString() {
        return situation.isEmpty() ? operation : operation + " – " + situation;
    }
}
