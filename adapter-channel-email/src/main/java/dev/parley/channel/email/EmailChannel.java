package dev.parley.channel.email;

import dev.parley.application.answer.AnswerClaim;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.UndeliveredException;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import jakarta.mail.MessagingException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reaches people by email. What was sent under one attempt id has the same Message-ID, by which mail programs know it again. A mail cannot be
 * changed, so nothing is sent when a question is decided: its links tell the outcome from then on, and replies are answered with it. Safe
 * for many threads.
 */
public final class EmailChannel implements MessageChannel {
    private static final String UNNAMED = "Your conversation with Parley";
    private static final String ANSWER_PATH = "/answer/";

    private final EmailSettings settings;
    private final AnswerTokens tokens;
    private final MailTransport transport;
    private final MailWriter writer;

    /** @param tokens signs links and reply addresses; the same that answers are checked with */
    public EmailChannel(EmailSettings settings, AnswerTokens tokens, InstantSource time) {
        this.settings = settings;
        this.tokens = tokens;
        this.transport = new MailTransport(settings.smtp());
        this.writer = new MailWriter(settings, transport.session(), time);
    }

    @Override
    public ChannelKind kind() {
        return ChannelKind.EMAIL;
    }

    @Override
    public Receipt send(Outgoing message) throws UndeliveredException, InterruptedException {
        return switch (message) {
            case Outgoing.Question question -> ask(question);
            case Outgoing.Decided decided -> decided.place();
            case Outgoing.Answer answer -> answer(answer);
            case Outgoing.Note note -> send(note, null);
        };
    }

    /**
     * Sends a note.
     *
     * @param token in the address to which replies go; null if they do not
     */
    Receipt send(Outgoing.Note note, @Nullable String token) throws UndeliveredException, InterruptedException {
        return send(
                envelope(note, replyTo(token), note.place(), note.place() != null),
                new Letter(inThread(note.subject(), note.place()), note.text(), null));
    }

    @Override
    public void check() throws UndeliveredException, InterruptedException {
        transport.check();
    }

    @Override
    public Optional<String> mailbox(String token) {
        return Optional.ofNullable(replyTo(token));
    }

    /** The name of a thread is that of no mail that could be answered. */
    @Override
    public Optional<Receipt> thread(UUID id) {
        return Optional.of(new Receipt(writer.thread(id)));
    }

    private @Nullable String replyTo(@Nullable String token) {
        ReplyAddress mailbox = settings.replyTo();
        return mailbox == null || token == null ? null : mailbox.with(token);
    }

    private Receipt answer(Outgoing.Answer answer) throws UndeliveredException, InterruptedException {
        Receipt written = Optional.ofNullable(answer.place())
                .filter(place -> !writer.isThread(place.value()))
                .orElse(null);
        return send(
                envelope(answer, replyTo(answer.mailbox()), written, written != null)
                        .in(answer.thread()),
                new Letter(
                        inThread(answer.subject().isBlank() ? UNNAMED : answer.subject(), written),
                        answer.text(),
                        Html.page(MarkdownText.html(answer.text()))));
    }

    private Receipt ask(Outgoing.Question question) throws UndeliveredException, InterruptedException {
        AnswerClaim claim = AnswerClaim.of(question.request(), question.recipient(), ChannelKind.EMAIL);
        String link = settings.link(ANSWER_PATH + tokens.link(claim));
        String replyTo = replyTo(tokens.reply(claim));
        return send(
                envelope(question, replyTo, question.earlier(), false),
                new QuestionLetter(question, link, replyTo != null).letter());
    }

    private static String inThread(String subject, @Nullable Receipt place) {
        boolean again = subject.toLowerCase(Locale.ROOT).startsWith("re:");
        return place == null || again ? subject : "Re: " + subject;
    }

    private static MailWriter.Envelope envelope(
            Outgoing message, @Nullable String replyTo, @Nullable Receipt place, boolean isReply)
            throws UndeliveredException {
        try {
            String to = new ChannelAddress(ChannelKind.EMAIL, message.address()).value();
            return new MailWriter.Envelope(message.attempt(), to, replyTo, null, place, isReply);
        } catch (ChatException.Invalid malformed) {
            throw UndeliveredException.refused("the address is no email address");
        }
    }

    private Receipt send(MailWriter.Envelope envelope, Letter letter)
            throws UndeliveredException, InterruptedException {
        try {
            transport.send(writer.write(envelope, letter));
        } catch (MessagingException unwritable) {
            throw UndeliveredException.refused("the mail cannot be written");
        }
        return new Receipt(writer.id(envelope.attempt()));
    }
}
