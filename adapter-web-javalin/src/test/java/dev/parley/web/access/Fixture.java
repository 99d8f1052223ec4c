package dev.parley.web.access;

import dev.parley.application.Answer;
import dev.parley.application.AskFeedback;
import dev.parley.application.ChannelSettings;
import dev.parley.application.Parley;
import dev.parley.application.StartSession;
import dev.parley.application.WhenFull;
import dev.parley.application.delivery.DeliveryChoice;
import dev.parley.application.feed.SharedFrame;
import dev.parley.application.feed.Subscription;
import dev.parley.domain.JsonText;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.event.Position;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.MessageId;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.Title;
import dev.parley.domain.task.Task;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.UserId;
import dev.parley.web.support.Ids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A session of an owner's with everything in it that somebody could be after, and the people around it. Everything in it is secret, and
 * recognised wherever it turns up. A guest, who only reads, watches all the while.
 */
final class Fixture implements AutoCloseable {
    final Subject subject;
    final SessionId session;
    final SessionId otherSession;
    final TurnId turn;
    final FeedbackRequestId question;
    final FeedbackRequestId namedQuestion;
    final Task task;
    private final int number;
    private final Parley parley;
    private final List<Message> messages;
    private final List<Runnable> endings = new ArrayList<>();
    private final Subscription guest;

    Fixture(Subject subject, int number) {
        this.subject = subject;
        this.number = number;
        this.parley = subject.server.parley;
        session = start("zebra");
        otherSession = start("otter");
        share(Kind.EDITOR, Access.EDITOR);
        share(Kind.VIEWER, Access.VIEWER);
        parley.sessions().share(owner(), session, guestId(), Access.VIEWER);
        Answer answer = ask("What about the %s?".formatted(word("zebra")));
        turn = answer.turn().id();
        messages = answer.messages();
        question = put("Which %s?".formatted(word("zebra")), Set.of());
        namedQuestion = put("Which %s?".formatted(word("numbat")), Set.of(user(Kind.RESPONDER)));
        task = parley.tasks().add(owner(), "Feed the " + word("tapir"), null);
        Position now = Position.after(
                parley.sessions().find(owner(), session).session().lastSeq());
        guest = parley.histories()
                .watch(new Caller(guestId(), Kind.VIEWER.role(), ChannelKind.WEB), session, now, () -> {});
    }

    private SessionId start(String animal) {
        StartSession start = new StartSession(
                new Title("About the " + word(animal)),
                new Metadata(new JsonText("{\"about\":\"%s\"}".formatted(word(animal)))),
                ProfileName.DEFAULT,
                WhenFull.REJECT);
        return parley.sessions().start(owner(), start).session().id();
    }

    private void share(Kind kind, Access access) {
        parley.sessions().share(owner(), session, user(kind), access);
    }

    private Answer ask(String text) {
        try {
            return parley.conversations().ask(owner(), session, text);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private FeedbackRequestId put(String text, Set<UserId> responders) {
        // What happens by itself, such as mails that go out, would be taken for an effect of what is tried.
        DeliveryChoice webAlone = new DeliveryChoice(null, Set.of(ChannelKind.WEB));
        AskFeedback ask = new AskFeedback(text, FeedbackKind.FreeText.any(), responders, null, null, webAlone);
        return parley.feedback().ask(owner(), session, null, ask).id();
    }

    /** A word that occurs nowhere else. */
    private String word(String animal) {
        return animal + number + "x";
    }

    Caller owner() {
        return caller(Kind.OWNER);
    }

    Caller caller(Kind kind) {
        return new Caller(user(kind), kind.role(), ChannelKind.WEB);
    }

    UserId user(Kind kind) {
        return new UserId((kind.hasToken() ? kind : Kind.OWNER).word() + number);
    }

    UserId guestId() {
        return new UserId("guest" + number);
    }

    String token(Kind kind) {
        return subject.token(kind, user(kind));
    }

    /** What stands for the names in braces when somebody tries something. */
    Map<String, String> values(Kind kind) {
        return Map.of(
                "session_id", session.toString(),
                "turn_id", turn.toString(),
                "request_id", question.toString(),
                "named_request_id", namedQuestion.toString(),
                "task_id", task.id().toString(),
                "user", guestId().value(),
                "self", user(kind).value(),
                "word", word("zebra"),
                "token", kind.hasToken() ? token(kind) : "",
                "owners_token", token(Kind.OWNER));
    }

    /** The same, but for what has an id: that is nowhere. */
    Map<String, String> valuesOfNothing(Kind kind) {
        Map<String, String> values = new HashMap<>(values(kind));
        for (String id : List.of("session_id", "turn_id", "request_id", "named_request_id", "task_id")) {
            values.put(id, Ids.fresh());
        }
        return values;
    }

    /** All that somebody may not get to know now, in its every spelling. */
    Set<String> secretsFrom(Kind kind) {
        Set<String> secrets = new HashSet<>();
        if (isDeleted() || !kind.takesPart()) {
            secrets.addAll(secretsOfTheSession());
            secrets.addAll(secretsOfTheNamedQuestion());
        }
        if (!isDeleted() && kind == Kind.RESPONDER) {
            secrets.removeAll(secretsOfTheNamedQuestion());
            secrets.remove(session.toString()); // the question names it
        }
        if (kind != Kind.OWNER) {
            secrets.addAll(
                    List.of(otherSession.toString(), word("otter"), task.id().toString(), word("tapir")));
        }
        return secrets;
    }

    private boolean isDeleted() {
        return subject.storage.sessions().find(session).orElseThrow().deletedAt() != null;
    }

    private Set<String> secretsOfTheSession() {
        Set<String> secrets =
                new HashSet<>(List.of(session.toString(), turn.toString(), question.toString(), word("zebra")));
        messages.forEach(message -> secrets.add(message.id().toString()));
        return secrets;
    }

    private Set<String> secretsOfTheNamedQuestion() {
        return Set.of(namedQuestion.toString(), word("numbat"));
    }

    MessageId firstMessage() {
        return messages.getFirst().id();
    }

    // What may be given before something is tried.

    void pause() {
        parley.sessions().pause(owner(), session);
    }

    /** Everybody can be reached by email. */
    void giveAddresses() {
        setAddresses(true);
    }

    /** Everybody has told an address and not proved it. */
    void wishForAddresses() {
        setAddresses(false);
    }

    private void setAddresses(boolean verified) {
        Stream.concat(Arrays.stream(Kind.values()).map(this::user), Stream.of(guestId()))
                .forEach(user -> parley.channels()
                        .setOf(
                                caller(Kind.ADMIN),
                                user,
                                new ChannelSettings(
                                        new ChannelAddress(ChannelKind.EMAIL, user + "@example.com"), 1, null, true),
                                verified));
    }

    void delete() {
        parley.sessions().delete(owner(), session);
    }

    /** What the guest, who watches, was shown since the last time; nothing comes of what is refused. */
    List<SharedFrame> shownToTheGuest() {
        List<SharedFrame> shown = new ArrayList<>();
        for (List<SharedFrame> frames = guest.poll(); !frames.isEmpty(); frames = guest.poll()) {
            shown.addAll(frames);
        }
        return shown;
    }

    /** What is done when the fixture is not needed any more. */
    void atTheEnd(Runnable ending) {
        endings.add(ending);
    }

    @Override
    public void close() {
        endings.forEach(Runnable::run);
        guest.close();
    }
}
