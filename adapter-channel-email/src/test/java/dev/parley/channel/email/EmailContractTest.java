package dev.parley.channel.email;

import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.answer.SigningKeys;
import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.MessageChannelContract;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What every channel promises, by email: over a line to a mail server that takes everything, and later to one that does not. */
class EmailContractTest implements MessageChannelContract {
    private static final String PASSWORD = "secret";

    private final Post post = new Post();
    private final ScriptedSmtp other = new ScriptedSmtp();
    private final FragileLine line = new FragileLine(post.smtp().port());
    private final EmailChannel channel = new EmailChannel(
            new EmailSettings(
                    new MailServer(
                            "smtp",
                            "127.0.0.1",
                            line.port(),
                            MailServer.Security.NONE,
                            new Login.Password(Post.AGENT, PASSWORD)),
                    Post.AGENT,
                    Post.REPLIES,
                    URI.create("https://chat.example.com/")),
            new AnswerTokens(SigningKeys.random()),
            InstantSource.system());

    EmailContractTest() throws IOException {}

    @AfterEach
    void close() {
        line.close();
        other.close();
        post.close();
    }

    @Override
    public MessageChannel channel() {
        return channel;
    }

    @Override
    public String address() {
        return Post.ANNA;
    }

    /** The text of a mail that has one for each kind of reader, of which the subject is only a part; else the subject, too. */
    @Override
    public List<String> arrived() {
        return post.mails(Post.ANNA).stream().map(EmailContractTest::texts).toList();
    }

    private static String texts(MimeMessage mail) {
        try {
            String text = Post.text(mail, 0);
            return mail.getContent() instanceof Multipart ? text : mail.getSubject() + "\n" + text;
        } catch (MessagingException | IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    @Override
    public void breakDown() {
        line.cut();
    }

    @Override
    public void closeAddress() {
        leadToOneThatSays("550 5.1.1 <anna@example.com>: there is no such mailbox");
    }

    @Override
    public void standStill() {
        leadToOneThatSays(ScriptedSmtp.SILENCE);
    }

    private void leadToOneThatSays(String answer) {
        other.saying(answer, "RCPT");
        line.leadTo(other.at(new Login.Nobody()).port());
    }

    @Override
    public List<String> secrets() {
        return List.of(Post.ANNA, Post.AGENT, PASSWORD);
    }
}
