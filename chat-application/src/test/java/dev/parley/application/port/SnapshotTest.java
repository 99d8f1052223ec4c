package dev.parley.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.testkit.Given;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.message.AssistantMessage;
import dev.parley.domain.message.Message;
import dev.parley.domain.message.UserMessage;
import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.OpenAnswer;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.Session;
import dev.parley.domain.session.Title;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private final Session session = Session.start(
            Given.sessionId(), Given.user(), new Title(""), Metadata.NONE, ProfileName.DEFAULT, null, Instant.EPOCH);

    private Message said(long seq, int length) {
        return new UserMessage(
                Given.messageId(),
                session.id(),
                Given.turnId(),
                seq,
                session.owner(),
                ChannelKind.WEB,
                "x".repeat(length),
                Instant.EPOCH);
    }

    @Test
    void newestMessagesStayAsLongAsTheyAreShort() {
        List<Message> messages = List.of(said(2, 100), said(3, 100), said(4, 100));
        Snapshot whole = new Snapshot(session, List.of(), messages);

        assertThat(whole.shortened(1_000)).isEqualTo(whole);
        assertThat(whole.shortened(201)).isEqualTo(whole);
        assertThat(whole.shortened(200).messages()).isEqualTo(messages.subList(1, 3));
        assertThat(whole.shortened(1).messages()).isEqualTo(messages.subList(2, 3));
        assertThat(new Snapshot(session, List.of(), List.of()).shortened(1).messages())
                .isEmpty();
    }

    @Test
    void answerInProgressStaysWithWhatFollowsIt() {
        AssistantMessage open =
                AssistantMessage.streaming(Given.messageId(), session.id(), Given.turnId(), 4, Instant.EPOCH);
        Session answering = session.withOpenAnswer(new OpenAnswer(open.id(), open.turnId(), open.seq()));
        List<Message> messages = new ArrayList<>(List.of(said(2, 100), said(3, 100), open, said(5, 100), said(6, 100)));

        assertThat(new Snapshot(answering, List.of(), messages).shortened(1).messages())
                .isEqualTo(messages.subList(2, 5));
    }
}
