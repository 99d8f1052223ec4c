package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.parley.application.AskFeedback;
import dev.parley.application.ChannelAnswers;
import dev.parley.application.ChannelSettings;
import dev.parley.application.Parley;
import dev.parley.application.ParleyBuilder;
import dev.parley.application.StartSession;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Storage;
import dev.parley.application.testkit.ScriptedModel;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.launcher.settings.Settings;
import dev.parley.memory.InMemoryStorage;
import dev.parley.web.auth.KeySetAddress;
import dev.parley.web.auth.TokenKeys;
import dev.parley.web.auth.TokenSecret;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is configured reaches people, with keys that outlive a process. */
@Timeout(60)
class OpenChannelsTest {
    private static final Caller ROOT = new Caller(new UserId("root"), Role.ADMIN, ChannelKind.WEB);
    private static final Caller ANNA = Caller.of("anna");
    private static final TokenSecret SECRET = TokenSecret.of("a secret that signs tokens, of enough bytes");
    private static final TokenKeys PUBLISHED = new KeySetAddress(URI.create("https://login.example.com/jwks.json"));

    private final GreenMail post = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort(),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP).dynamicPort()
    });
    private final Storage storage = InMemoryStorage.open();

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        post.setUser("agent@parley.test", "agent@parley.test", "secret");
        post.start();
    }

    @AfterEach
    void stop() {
        post.stop();
    }

    private Settings settings(String... more) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "PARLEY_DATA_DIR", folder.toString(),
                "PARLEY_PUBLIC_URL", "https://chat.example.com",
                "PARLEY_EMAIL_FROM", "agent@parley.test",
                "PARLEY_SMTP_URL",
                        "smtp://127.0.0.1:%d?security=none"
                                .formatted(post.getSmtp().getPort()),
                "PARLEY_IMAP_URL",
                        "imap://agent%%40parley.test:secret@127.0.0.1:%d?security=none"
                                .formatted(post.getImap().getPort())));
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return Settings.parse(variables, Map.of());
    }

    private static OpenChannels channels(Settings settings, TokenKeys keys) {
        return new OpenChannels(settings, keys, InstantSource.system());
    }

    private Parley chat(OpenChannels channels) {
        ParleyBuilder builder = Parley.builder().storage(storage).model(new ScriptedModel());
        channels.equip(builder);
        return builder.build();
    }

    private static FeedbackRequest ask(Parley chat) {
        SessionId session =
                chat.sessions().start(ANNA, StartSession.PLAIN).session().id();
        AskFeedback ask = new AskFeedback("May I?", FeedbackKind.FreeText.any(), Set.of(), null, null);
        return chat.feedback().ask(ANNA, session, null, ask);
    }

    private static void setAddress(Parley chat) {
        ChannelAddress address = new ChannelAddress(ChannelKind.EMAIL, "anna@example.com");
        chat.channels().setOf(ROOT, ANNA.user(), new ChannelSettings(address, 1, null, true), true);
    }

    @Test
    void configuredEmailReachesPeopleAndItsMailboxIsRead() throws Exception {
        try (OpenChannels channels = channels(settings(), SECRET);
                Parley chat = chat(channels)) {
            channels.start(chat);
            setAddress(chat);

            chat.channels().test(ANNA, ChannelKind.EMAIL);

            assertThat(post.getReceivedMessagesForDomain("anna@example.com")).hasSize(1);
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
                var component = chat.health().report().components().get("email_inbox");
                return String.valueOf(component).contains("Up");
            });
        }
    }

    /** Whether a link in a mail of the first process leads somewhere in the second one. */
    private boolean linksOutlive(OpenChannels first, OpenChannels second) throws Exception {
        try (first;
                second;
                Parley before = chat(first);
                Parley after = chat(second)) {
            setAddress(before);
            FeedbackRequest question = ask(before);
            first.email()
                    .orElseThrow()
                    .send(new Outgoing.Question(
                            before.ids().next(), "anna@example.com", ANNA.user(), question, "", false, null));
            MimeMessage[] mails = post.getReceivedMessagesForDomain("anna@example.com");
            MimeMultipart parts = (MimeMultipart) mails[mails.length - 1].getContent();
            Matcher link = Pattern.compile("https://chat\\.example\\.com/answer/(\\S+)")
                    .matcher(parts.getBodyPart(0).getContent().toString());
            assertThat(link.find()).isTrue();
            return after.channelAnswers().look(link.group(1)) instanceof ChannelAnswers.LinkedQuestion;
        }
    }

    @Test
    void linksOutliveTheProcessWithTheSameSecret() throws Exception {
        assertThat(linksOutlive(channels(settings(), SECRET), channels(settings(), SECRET)))
                .isTrue();
        assertThat(linksOutlive(
                        channels(settings(), SECRET),
                        channels(settings(), TokenSecret.of("another secret that signs tokens, long enough"))))
                .isFalse();
    }

    @Test
    void linkSecretsAreChangedOneAfterTheOther() throws Exception {
        String old = "o".repeat(32);
        String next = "n".repeat(32);

        assertThat(linksOutlive(
                        channels(settings("PARLEY_LINK_SECRET", old), SECRET),
                        channels(settings("PARLEY_LINK_SECRET", next + "," + old), PUBLISHED)))
                .isTrue();
        assertThat(linksOutlive(
                        channels(settings("PARLEY_LINK_SECRET", old), SECRET),
                        channels(settings("PARLEY_LINK_SECRET", next), SECRET)))
                .isFalse();
    }

    @Test
    void whereTokensAreSignedElsewhereASecretIsKept() throws Exception {
        assertThat(linksOutlive(channels(settings(), PUBLISHED), channels(settings(), PUBLISHED)))
                .isTrue();
        assertThat(folder.resolve(KeptSecret.FILE)).exists();
    }

    @Test
    void nothingIsReachedAndNoSecretKeptWhereNothingIsConfigured() throws Exception {
        Settings none = Settings.parse(Map.of("PARLEY_DATA_DIR", folder.toString()), Map.of());
        try (OpenChannels channels = channels(none, PUBLISHED);
                Parley chat = chat(channels)) {
            channels.start(chat);

            assertThat(chat.channels().kinds()).isEmpty();
            assertThat(Files.list(folder)).isEmpty();
        }
    }
}
