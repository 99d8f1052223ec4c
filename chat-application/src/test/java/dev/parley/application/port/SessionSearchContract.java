package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.application.testkit.Given;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.ToolMessage;
import dev.parley.domain.search.SearchText;
import dev.parley.domain.search.Snippet;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.session.Title;
import dev.parley.domain.turn.Turn;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What searching in {@link SessionStore} promises: what is found, by whom, and where. */
public interface SessionSearchContract extends StorageFixture {
    private SessionStore store() {
        return storage().sessions();
    }

    private SessionPage search(UserId user, String text) {
        SessionPage page = store().page(new SessionQuery(user, null, new SearchText(text), null, 100, 0));
        assertThat(page.total()).isEqualTo(page.items().size());
        return page;
    }

    private List<SessionId> found(UserId user, String text) {
        return search(user, text).sessions().stream().map(Session::id).toList();
    }

    /** Where the text is in the one session that has it. */
    private SessionMatch match(UserId user, String text) {
        List<FoundSession> found = search(user, text).items();
        assertThat(found).as("sessions with %s", text).hasSize(1);
        return found.getFirst().match();
    }

    /** What is marked in a snippet. */
    private static String marked(SessionMatch match) {
        Snippet snippet = match.snippet();
        return snippet.text().substring(snippet.start(), snippet.start() + snippet.length());
    }

    @Test
    default void searchLooksIntoTitlesAndMessagesInUpperOrLowerCase() {
        UserId user = Given.user();
        Session titled = Given.session(store(), user, "Green Tea for two");
        Session said = Given.activeSession(store(), user);
        Given.question(store(), said, "I would rather have COFFEE, 100% of it");
        Session answered = Given.activeSession(store(), user);
        AssistantMessage answer =
                Given.answer(store(), Given.runningTurn(store(), answered, Given.node(), Duration.ofMinutes(1)));
        store().change(
                        answered.id(),
                        change -> change.emit(new EventPayload.MessageCompleted(change.save(answer.complete(
                                "Grüner Tee heißt sencha_1", List.of(), "test", answer.usage(), change.now())))));

        assertThat(found(user, "green TEA")).containsExactly(titled.id());
        assertThat(found(user, "rather have coffee")).containsExactly(said.id());
        assertThat(found(user, "grüner")).containsExactly(answered.id());
        assertThat(found(user, "te")).containsExactlyInAnyOrder(titled.id(), answered.id());
        assertThat(store().page(new SessionQuery(user, SessionStatus.INITIALIZING, new SearchText("te"), null, 10, 0))
                        .sessions())
                .containsExactly(titled);
        assertThat(found(user, "chocolate")).isEmpty();
        assertThat(found(Given.user(), "tea")).isEmpty();
    }

    @Test
    default void searchTakesEveryCharacterForItself() {
        UserId user = Given.user();
        Session percent = Given.session(store(), user, "100% sure");
        Session underscore = Given.session(store(), user, "snake_case");
        Session backslash = Given.session(store(), user, "back\\slash");
        Session quote = Given.session(store(), user, "it's :name");

        assertThat(found(user, "%")).containsExactly(percent.id());
        assertThat(found(user, "_")).containsExactly(underscore.id());
        assertThat(found(user, "\\")).containsExactly(backslash.id());
        assertThat(found(user, "'")).containsExactly(quote.id());
        assertThat(found(user, ":name")).containsExactly(quote.id());
        assertThat(found(user, "' or 1=1 --")).isEmpty();
    }

    @Test
    default void upperAndLowerCaseAreTheSameInEveryScript() {
        UserId user = Given.user();
        String[][] pairs = {
            {"ÄPFEL", "äpfel"},
            {"ОБЛОМОВ", "Обломов"},
            {"ὈΔΥΣΣΕΎΣ", "ὀδυσσεύς"},
            {"İstanbul", "istanbul"},
            {"ısparta", "ISPARTA"},
            {"\u212Aelvin", "kelvin"},
            {"ſtraße", "STRAẞE"},
            {"ǅungla", "ǆUNGLA"},
            {"\uD801\uDC00\uD801\uDC01", "\uD801\uDC28\uD801\uDC29"},
            {"ქართული", "ᲥᲐᲠᲗᲣᲚᲘ"},
        };
        for (String[] pair : pairs) {
            Session session = Given.activeSession(store(), user);
            Given.question(store(), session, "İ before, " + pair[0] + ", and after İ");

            for (String wanted : pair) {
                assertThat(found(user, wanted)).as(wanted).containsExactly(session.id());
                assertThat(marked(match(user, wanted))).as(wanted).isEqualTo(pair[0]);
            }
        }
        assertThat(found(user, "strasse")).isEmpty();
        assertThat(found(user, "odysseus")).isEmpty();
    }

    @Test
    default void languagesWithoutSpacesAreFoundInTheMiddle() {
        UserId user = Given.user();
        Session chinese = Given.activeSession(store(), user);
        Given.question(store(), chinese, "请问明天北京的天气怎么样");
        Session thai = Given.activeSession(store(), user);
        Given.question(store(), thai, "พรุ่งนี้อากาศเป็นอย่างไร");
        Session emoji = Given.session(store(), user, "👩\u200D👩\u200D👧 family");

        assertThat(found(user, "北京")).containsExactly(chinese.id());
        assertThat(found(user, "天")).containsExactly(chinese.id());
        assertThat(found(user, "อากาศ")).containsExactly(thai.id());
        assertThat(found(user, "👩\u200D👧")).containsExactly(emoji.id());
    }

    @Test
    default void newestMessageThatHasTheTextIsShown() {
        UserId user = Given.user();
        Session session = Given.session(store(), user, "Tea, of course");
        Turn older = Given.question(store(), session, "Green tea?");
        Turn newer = Given.question(store(), session, "Or black TEA, or white tea?");
        Given.question(store(), session, "Coffee.");

        assertThat(match(user, "tea"))
                .isEqualTo(new SessionMatch(
                        newer.messageId(),
                        newer.acceptedSeq(),
                        new Snippet("Or black TEA, or white tea?", 9, 3, false, false)));
        assertThat(match(user, "green"))
                .isEqualTo(new SessionMatch(
                        older.messageId(), older.acceptedSeq(), new Snippet("Green tea?", 0, 5, false, false)));
        assertThat(match(user, "course"))
                .isEqualTo(new SessionMatch(null, null, new Snippet("Tea, of course", 8, 6, false, false)));
    }

    @Test
    default void longMessageIsCutAroundTheFinding() {
        UserId user = Given.user();
        Session session = Given.activeSession(store(), user);
        String before = "before ".repeat(500);
        String after = " after".repeat(500);
        Given.question(store(), session, before + "needle" + after);

        Snippet snippet = match(user, "NEEDLE").snippet();

        assertThat(snippet.text()).hasSize(160);
        assertThat(before + "needle" + after).contains(snippet.text());
        assertThat(snippet.text().substring(snippet.start(), snippet.start() + snippet.length()))
                .isEqualTo("needle");
        assertThat(snippet.moreBefore()).isTrue();
        assertThat(snippet.moreAfter()).isTrue();
    }

    @Test
    default void answersAreFoundWhenTheyEndedAndToolsNever() {
        UserId user = Given.user();
        Session session = Given.activeSession(store(), user);
        Turn turn = Given.runningTurn(store(), session, Given.node(), Duration.ofMinutes(1));
        AssistantMessage answer = Given.answer(store(), turn);
        Given.changed(store(), session, change -> {
            ToolMessage result = change.save(new ToolMessage(
                    Given.messageId(),
                    session.id(),
                    turn.id(),
                    change.nextSeq(),
                    "1",
                    "brew",
                    "tool tea",
                    false,
                    change.now()));
            change.emit(new EventPayload.ToolFinished(result));
        });
        assertThat(found(user, "tea")).isEmpty();

        Given.changed(
                store(),
                session,
                change -> change.emit(
                        new EventPayload.MessageStopped(change.save(answer.stop("Half a cup of tea", change.now())))));

        assertThat(match(user, "tea").messageId()).isEqualTo(answer.id());
        assertThat(found(user, "tool tea")).isEmpty();
    }

    @Test
    default void nobodyFindsAnythingInForeignSessions() {
        UserId owner = Given.user();
        UserId guest = Given.user();
        UserId stranger = Given.user();
        Session open = Given.session(store(), owner, "Open secret");
        Session closed = Given.session(store(), owner, "Closed secret");
        Given.question(store(), closed, "The secret is 42");
        Given.changed(
                store(),
                open,
                change ->
                        change.save(change.session().share(guest, Access.VIEWER, ChatLimits.defaults(), change.now())));

        assertThat(found(owner, "secret")).containsExactlyInAnyOrder(open.id(), closed.id());
        assertThat(found(guest, "secret")).containsExactly(open.id());
        assertThat(found(guest, "42")).isEmpty();
        assertThat(found(stranger, "secret")).isEmpty();

        Given.changed(store(), open, change -> change.save(change.session().unshare(guest, change.now())));
        Given.changed(store(), closed, change -> change.save(change.session().delete(change.now())));
        assertThat(found(guest, "secret")).isEmpty();
        assertThat(found(owner, "secret")).containsExactly(open.id());
    }

    @Test
    default void everyItemOfAPageSaysWhereItHasTheText() {
        UserId user = Given.user();
        for (int i = 0; i < 5; i++) {
            Session session = Given.activeSession(store(), user);
            Given.question(store(), session, "Number " + i);
            Given.changed(
                    store(),
                    session,
                    change -> change.save(change.session().rename(new Title("number"), change.now())));
        }
        SessionQuery query = new SessionQuery(user, SessionStatus.ACTIVE, new SearchText("NUMBER"), null, 2, 1);
        SessionPage page = store().page(query);

        assertThat(page.total()).isEqualTo(5);
        assertThat(page.items())
                .hasSize(2)
                .allSatisfy(found -> assertThat(
                                store().latestMessages(found.session().id(), 1))
                        .extracting(message -> message.id(), message -> message.text())
                        .containsExactly(tuple(
                                found.match().messageId(),
                                found.match().snippet().text())));
    }
}
