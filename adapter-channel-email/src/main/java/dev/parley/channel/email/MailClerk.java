package dev.parley.channel.email;

import dev.parley.application.AnswerResult;
import dev.parley.application.ChannelAnswers;
import dev.parley.application.ChannelChats;
import dev.parley.application.ChannelMessage;
import dev.parley.application.ChatResult;
import dev.parley.application.Parley;
import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.UndeliveredException;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a mail that came: an answer, if it was sent to the address of a question; else something that its sender says to the
 * agent; and a polite word if it does not count. The same mail again has the same effect, and is answered under the same Message-ID. Safe
 * for many threads.
 */
final class MailClerk {
    private static final Logger LOG = LoggerFactory.getLogger(MailClerk.class);
    private static final int MOST_TOKENS = 3;

    /** What nobody proved to have sent is all the same. */
    private static final String UNPROVEN = "";

    private static final Pattern REPLY_MARKS =
            Pattern.compile("^((re|aw|antw|sv|vs|rif|tr)\\s*:\\s*)+", Pattern.CASE_INSENSITIVE);

    private final ChannelAnswers answers;
    private final ChannelChats chats;
    private final EmailChannel channel;
    private final ReplyAddress mailbox;
    private final ReplyBudget budget;

    MailClerk(Parley parley, EmailChannel channel, ReplyAddress mailbox, InstantSource time) {
        this.answers = parley.channelAnswers();
        this.chats = parley.channelChats();
        this.channel = channel;
        this.mailbox = mailbox;
        this.budget = new ReplyBudget(time);
    }

    /**
     * Does what a mail is for.
     *
     * @throws ChatException.Unavailable if it cannot be done now; the mail has to be kept
     */
    void handle(InboundMail mail) throws InterruptedException {
        ChannelAddress sender = mail.sender();
        switch (mail.nature()) {
            case BOUNCE -> LOG.warn("a mail of ours came back undelivered: {}", mail.id());
            case AUTOMATIC -> LOG.debug("a mail from a program is left alone: {}", mail.id());
            case PERSONAL -> {
                if (sender == null || mailbox.isOwn(sender.value())) {
                    LOG.debug("a mail from nobody is left alone: {}", mail.id());
                } else if (mail.check() == SenderCheck.FAILED) {
                    LOG.warn("a mail is left alone whose sender our mail server does not believe: {}", mail.id());
                } else if (mail.tokens().size() > MOST_TOKENS) {
                    LOG.debug("a mail to too many addresses of ours is left alone: {}", mail.id());
                } else if (mail.tokens().stream().anyMatch(token -> token.length() == AnswerTokens.REPLY_LENGTH)) {
                    answer(mail, sender);
                } else {
                    chat(mail, sender);
                }
            }
        }
    }

    /** Several tokens are there if somebody answers several questions at once, which is not clear, or the second one is noise. */
    private void answer(InboundMail mail, ChannelAddress sender) throws InterruptedException {
        List<String> tokens = mail.tokens();
        String token = tokens.getFirst();
        AnswerResult result = answers.reply(sender, token, mail.id(), mail.text());
        for (int next = 1; next < tokens.size() && isForged(result); next++) {
            token = tokens.get(next);
            result = answers.reply(sender, token, mail.id(), mail.text());
        }
        LOG.info("an answer by mail {}: {}", mail.id(), result.getClass().getSimpleName());
        Optional<String> text = ReplyLetter.text(result, mail.files(), answers.isVerified(sender));
        boolean isProven = !isForged(result) && !isRefused(result, AnswerResult.Reason.WRONG_SENDER);
        if (text.isPresent() && budget.take(sender.key(), isProven ? token : UNPROVEN)) {
            tell(mail, sender, isForged(result) ? null : token, text.get());
        }
    }

    private static boolean isForged(AnswerResult result) {
        return isRefused(result, AnswerResult.Reason.FORGED);
    }

    private static boolean isRefused(AnswerResult result, AnswerResult.Reason reason) {
        return result instanceof AnswerResult.Refused refused && refused.reason() == reason;
    }

    private void chat(InboundMail mail, ChannelAddress sender) throws InterruptedException {
        ChatResult result = chats.receive(new ChannelMessage(
                sender,
                sender,
                mail.check() == SenderCheck.PASSED
                        ? new ChannelMessage.Vouched()
                        : new ChannelMessage.Addressed(mail.tokens()),
                mail.id(),
                mail.thread(),
                REPLY_MARKS.matcher(mail.subject().strip()).replaceFirst(""),
                (mail.text() + "\n\n" + mail.forwarded()).strip(),
                mail.files()));
        LOG.info("a message by mail {}: {}", mail.id(), result.getClass().getSimpleName());
        switch (result) {
            case ChatResult.Taken taken -> {
                // The answer comes by itself.
            }
            case ChatResult.UnknownSender unknown -> {
                // It may be anybody, and not even be from whom it says.
            }
            case ChatResult.Unproven(String token) -> {
                if (budget.take(sender.key(), UNPROVEN)) {
                    tell(mail, sender, token, unproven(mailbox.with(token)));
                }
            }
            case ChatResult.Refused(String sentence) -> {
                if (budget.take(
                        sender.key(),
                        mail.thread().isEmpty() ? mail.id() : mail.thread().getFirst())) {
                    tell(
                            mail,
                            sender,
                            mail.tokens().isEmpty() ? null : mail.tokens().getFirst(),
                            sentence);
                }
            }
        }
    }

    private static String unproven(String ownAddress) {
        return """
                Your message was not taken, since nothing shows that it is really from you. Please send it once more as a reply to this \
                mail, or to this address:

                %s

                It is yours alone: whoever knows it may write in your name, so keep it to yourself.""".formatted(ownAddress);
    }

    private void tell(InboundMail mail, ChannelAddress sender, @Nullable String token, String text)
            throws InterruptedException {
        UUID attempt = UUID.nameUUIDFromBytes(("parley reply\n" + mail.id()).getBytes(StandardCharsets.UTF_8));
        String subject = mail.subject().isBlank() ? "Your mail" : mail.subject();
        try {
            channel.send(new Outgoing.Note(attempt, sender.value(), subject, text, new Receipt(mail.id())), token);
        } catch (UndeliveredException failure) {
            LOG.warn("a mail could not be answered: {}", failure.getMessage());
        }
    }
}
