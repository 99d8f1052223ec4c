package dev.parley.web.access;

import static dev.parley.web.access.Line.command;
import static dev.parley.web.access.Line.commandAnywhere;
import static dev.parley.web.access.Line.frame;
import static dev.parley.web.access.Line.handshake;
import static dev.parley.web.access.Line.route;
import static dev.parley.web.access.Rule.ADMINS;
import static dev.parley.web.access.Rule.ANALYSTS;
import static dev.parley.web.access.Rule.ANSWER_QUESTION;
import static dev.parley.web.access.Rule.LEAVE_SESSION;
import static dev.parley.web.access.Rule.OPEN;
import static dev.parley.web.access.Rule.OWN;
import static dev.parley.web.access.Rule.OWN_SESSION;
import static dev.parley.web.access.Rule.OWN_TOKEN;
import static dev.parley.web.access.Rule.PRIVATE;
import static dev.parley.web.access.Rule.READ_QUESTION;
import static dev.parley.web.access.Rule.READ_SESSION;
import static dev.parley.web.access.Rule.WITHDRAW_QUESTION;
import static dev.parley.web.access.Rule.WRITE_SESSION;

import java.util.List;
import java.util.stream.Stream;

/**
 * Who may do what. Every route, client frame and command needs at least one line here; {@link AccessMatrixTest} says which one lacks it,
 * tries each line as everybody, and keeps {@code docs/access.md} up to date. What is mounted beside the routes takes other proofs than
 * tokens; {@code MountAccessTest} of the launcher tries it.
 *
 * <p>Names in braces are filled in: {@code {session_id}}, {@code {turn_id}}, {@code {request_id}} (a question to whoever may write), {@code
 * {named_request_id}} (one to the responder), {@code {task_id}} (the owner's), {@code {user}} (somebody with whom the session is shared),
 * {@code {self}} (who tries), {@code {word}} (which occurs in the session), {@code {token}}, {@code {owners_token}}.
 */
final class AccessTable {
    private static final String SESSIONS = "/api/sessions";
    private static final String SESSION = SESSIONS + "/{session_id}";
    private static final String MESSAGES = SESSION + "/messages";
    private static final String EVENTS = SESSION + "/events";
    private static final String PARTICIPANT = SESSION + "/participants/{user}";
    private static final String QUESTIONS = SESSION + "/feedback";
    private static final String QUESTION = QUESTIONS + "/{request_id}";
    private static final String NAMED_QUESTION = QUESTIONS + "/{named_request_id}";
    private static final String TASKS = "/api/tasks";
    private static final String TASK = TASKS + "/{task_id}";

    private static final String TO_WRITERS = "a question to whoever may write";
    private static final String TO_RESPONDER = "a question to people named";
    private static final String NAMED_TURN = "a turn that is named";
    private static final String ANSWER = "{\"answer\":{\"text\":\"Well\"}}";
    private static final String EVENT = "{\"name\":\"test\",\"payload\":{}}";

    private AccessTable() {}

    static List<Line> lines() {
        return Stream.of(
                        sessions(),
                        insideSessions(),
                        questions(),
                        ownThings(),
                        channels(),
                        openThings(),
                        framesOfSessions(),
                        frames(),
                        commands())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Line> sessions() {
        return List.of(
                route("POST " + SESSIONS, OWN).sending("{}"),
                route("GET " + SESSIONS, OWN),
                route("GET " + SESSIONS, OWN).when("those that are deleted").asking("deleted=true"),
                route("GET /api/profiles", OWN),
                route("GET " + SESSIONS, OWN).when("a search").asking("q={word}"),
                route("GET " + SESSION, READ_SESSION),
                route("PATCH " + SESSION, OWN_SESSION).sending("{\"title\":\"Mine\"}"),
                route("PUT " + SESSION, OWN_SESSION).sending("{\"title\":\"Mine\",\"metadata\":{}}"),
                route("DELETE " + SESSION, OWN_SESSION),
                route("POST " + SESSION + "/restore", PRIVATE)
                        .when("a session that is deleted")
                        .given(Fixture::delete),
                route("POST " + SESSION + "/restore", OWN_SESSION).when("one that is not"),
                route("POST " + SESSION + "/pause", WRITE_SESSION),
                route("POST " + SESSION + "/resume", WRITE_SESSION).given(Fixture::pause),
                route("POST " + SESSION + "/end", OWN_SESSION),
                route("POST " + SESSION + "/stop", WRITE_SESSION),
                route("POST " + SESSION + "/stop", WRITE_SESSION)
                        .when(NAMED_TURN)
                        .sending("{\"turn_id\":\"{turn_id}\"}"),
                route("POST " + SESSION + "/send", WRITE_SESSION)
                        .given(Fixture::giveAddresses)
                        .sending("{\"channel\":\"email\"}"),
                route("POST " + SESSION + "/fork", READ_SESSION),
                route("PUT " + PARTICIPANT, OWN_SESSION).sending("{\"access\":\"editor\"}"),
                route("DELETE " + PARTICIPANT, OWN_SESSION).when("somebody else"),
                route("DELETE " + PARTICIPANT, LEAVE_SESSION).when("oneself").at(SESSION + "/participants/{self}"));
    }

    private static List<Line> insideSessions() {
        return List.of(
                route("POST /api/chat", OWN).when("in the caller's own session").sending("{\"message\":\"Hello\"}"),
                route("POST /api/chat", WRITE_SESSION)
                        .when("in a session that is named")
                        .sending("{\"message\":\"Hello\",\"session_id\":\"{session_id}\"}"),
                route("POST " + MESSAGES, WRITE_SESSION).sending("{\"content\":\"Hello\"}"),
                route("GET " + MESSAGES, READ_SESSION),
                route("GET " + SESSION + "/context", READ_SESSION),
                route("GET " + SESSION + "/export", READ_SESSION),
                route("GET " + EVENTS, READ_SESSION),
                route("POST " + EVENTS, WRITE_SESSION).sending(EVENT));
    }

    private static List<Line> questions() {
        return List.of(
                route("GET " + QUESTIONS, READ_SESSION),
                route("POST " + QUESTIONS, WRITE_SESSION)
                        .sending("{\"question\":\"Well?\",\"kind\":{\"type\":\"free_text\"}}"),
                route("GET " + QUESTION, READ_SESSION).when(TO_WRITERS),
                route("GET " + QUESTION, READ_QUESTION).when(TO_RESPONDER).at(NAMED_QUESTION),
                route("POST " + QUESTION + "/respond", WRITE_SESSION)
                        .when(TO_WRITERS)
                        .sending(ANSWER),
                route("POST " + QUESTION + "/respond", ANSWER_QUESTION)
                        .when(TO_RESPONDER)
                        .at(NAMED_QUESTION + "/respond")
                        .sending(ANSWER),
                route("DELETE " + QUESTION, WRITE_SESSION).when(TO_WRITERS),
                route("DELETE " + QUESTION, WITHDRAW_QUESTION)
                        .when(TO_RESPONDER)
                        .at(NAMED_QUESTION),
                route("GET /api/feedback", OWN),
                route("GET /api/feedback", OWN).when("with those that ended").asking("status=any"));
    }

    private static List<Line> ownThings() {
        return List.of(
                route("GET " + TASKS, OWN),
                route("POST " + TASKS, OWN).sending("{\"title\":\"Sleep\"}"),
                route("GET " + TASK, PRIVATE),
                route("PATCH " + TASK, PRIVATE).sending("{\"done\":true}"),
                route("DELETE " + TASK, PRIVATE),
                route("POST " + TASK + "/complete", PRIVATE),
                route("GET /api/commands", OWN),
                route("GET /api/usage", OWN),
                route("GET /api/usage", ADMINS).when("somebody else's").asking("user={user}"),
                route("GET /api/overview", ANALYSTS),
                route("GET /metrics", ADMINS),
                route("GET /api/users", ADMINS),
                route("PATCH /api/users/{user_id}", ADMINS)
                        .at("/api/users/{user}")
                        .sending("{\"role\":\"analyst\"}"),
                route("POST /api/sessions/cleanup/expired", ADMINS),
                route("GET /api/limits", OWN),
                route("GET /api/limits", READ_SESSION).when("with a session's").asking("session_id={session_id}"),
                route("GET /api/me", OWN),
                route("POST /api/login", OWN));
    }

    private static List<Line> channels() {
        String mine = "/api/me/channels/{kind}";
        String myEmail = "/api/me/channels/email";
        String theirs = "/api/users/{user_id}/channels";
        String address = "{\"address\":\"{self}@example.com\"}";
        return List.of(
                route("GET /api/me/channels", OWN).given(Fixture::giveAddresses),
                route("PUT " + mine, OWN).at(myEmail).sending(address),
                route("DELETE " + mine, OWN).given(Fixture::giveAddresses).at(myEmail),
                route("POST " + mine + "/verification", OWN)
                        .given(Fixture::wishForAddresses)
                        .at(myEmail + "/verification"),
                route("PUT " + mine + "/verification", OWN)
                        .given(Fixture::wishForAddresses)
                        .at(myEmail + "/verification")
                        .sending("{\"code\":\"wrong\"}")
                        .answering(422),
                route("POST " + mine + "/test", OWN)
                        .given(Fixture::giveAddresses)
                        .at(myEmail + "/test"),
                route("GET " + theirs, ADMINS).given(Fixture::giveAddresses).at("/api/users/{user}/channels"),
                route("PUT " + theirs + "/{kind}", ADMINS)
                        .at("/api/users/{user}/channels/email")
                        .sending("{\"address\":\"{user}@example.com\",\"verified\":true}"),
                route("POST " + theirs + "/{kind}/test", ADMINS)
                        .given(Fixture::giveAddresses)
                        .at("/api/users/{user}/channels/email/test"));
    }

    private static List<Line> openThings() {
        return List.of(
                route("DELETE /api/login", OPEN),
                route("GET /health/live", OPEN),
                route("GET /health/ready", OPEN),
                route("GET /api/health", OPEN),
                route("GET /api/limitations", OWN),
                route("GET /openapi.json", OPEN),
                route("GET /asyncapi.json", OPEN),
                route("GET /docs", OPEN),
                route("GET /redoc", OPEN),
                route("GET /", OPEN),
                route("GET /assets/<file>", OPEN).at("/assets/parley/app.js"),
                route("GET /widget.js", OPEN),
                route("GET /widget/origin", OPEN),
                route("GET /widget/files/<module>", OPEN).at("/widget/files/0123456789abcdef/parley/widget/main.js"),
                route("GET /ws", OPEN).when("without a handshake").answering(400));
    }

    private static List<Line> framesOfSessions() {
        String session = "{\"session_id\":\"{session_id}\"}";
        return List.of(
                handshake("/ws?session_id={session_id}", READ_SESSION),
                frame("start_session", OWN),
                frame("join_session", READ_SESSION).sending(session),
                frame("join_session", READ_SESSION)
                        .when("from a position")
                        .sending("{\"session_id\":\"{session_id}\",\"position\":\"0\"}"),
                frame("leave_session", OWN).when("whatever it names").sending(session),
                frame("pause_session", WRITE_SESSION).sending(session),
                frame("resume_session", WRITE_SESSION).sending(session).given(Fixture::pause),
                frame("end_session", OWN_SESSION).sending(session));
    }

    private static List<Line> frames() {
        String session = "\"session_id\":\"{session_id}\"";
        return List.of(
                frame("message", WRITE_SESSION).sending("{" + session + ",\"content\":\"Hello\"}"),
                frame("stop", WRITE_SESSION).sending("{" + session + "}"),
                frame("stop", WRITE_SESSION).when(NAMED_TURN).sending("{" + session + ",\"turn_id\":\"{turn_id}\"}"),
                frame("typing", WRITE_SESSION).sending("{" + session + ",\"active\":true}"),
                frame("feedback_response", WRITE_SESSION)
                        .when(TO_WRITERS)
                        .sending("{" + session + ",\"request_id\":\"{request_id}\",\"answer\":{\"text\":\"Well\"}}"),
                frame("feedback_response", ANSWER_QUESTION)
                        .when(TO_RESPONDER)
                        .sending("{" + session
                                + ",\"request_id\":\"{named_request_id}\",\"answer\":{\"text\":\"Well\"}}"),
                frame("custom_event", WRITE_SESSION).sending("{" + session + ",\"name\":\"test\",\"payload\":{}}"),
                frame("authenticate", OWN).when("with a token of one's own").sending("{\"token\":\"{token}\"}"),
                frame("authenticate", OWN_TOKEN)
                        .when("with another one's token")
                        .sending("{\"token\":\"{owners_token}\"}"),
                frame("get_rate_limit_status", OWN),
                frame("get_rate_limit_status", READ_SESSION)
                        .when("with a session's")
                        .sending("{" + session + "}"),
                frame("ping", OWN));
    }

    /** As routes and frames for messages take them; what is special about a command is in its rule. */
    private static List<Line> commands() {
        return List.of(
                commandAnywhere("/help", OWN),
                command("/status", READ_SESSION),
                commandAnywhere("/stat", OWN),
                commandAnywhere("/reload", ANALYSTS).answering(409), // there is no journal
                command("/clear", WRITE_SESSION),
                commandAnywhere("/sessions", OWN),
                commandAnywhere("/limits", OWN),
                command("/export", READ_SESSION),
                command("/pause", WRITE_SESSION),
                command("/resume", WRITE_SESSION).given(Fixture::pause));
    }
}
