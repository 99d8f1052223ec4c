package dev.parley.channel.email;

import dev.parley.application.AnswerResult;
import dev.parley.application.ChannelAnswers;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a mail that came: an answer, if a token and its sender say so, and a polite word if it does not count. The same mail
 * again has the same effect, and is answered under the same Message-ID. Safe for many threads.
 */
final class MailClerk {
    private static final Logger LOG = LoggerFactory.getLogger(MailClerk.class);
    private static final int MOST_TOKENS = 3;

    private final ChannelAnswers answers;
    private final EmailChannel channel;
    private final ReplyAddress mailbox;
    private final ReplyBudget budget;

    MailClerk(ChannelAnswers answers, EmailChannel channel, ReplyAddress mailbox, InstantSource time) {
        this.answers = answers;
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
                } else if (mail.distrusted()) {
                    LOG.warn("a mail is left alone whose sender our mail server does not believe: {}", mail.id());
                } else if (mail.tokens().isEmpty() || mail.tokens().size() > MOST_TOKENS) {
                    LOG.debug("a mail that answers no question is left alone: {}", mail.id());
                } else {
                    answer(mail, sender);
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
        Optional<String> text = ReplyLetter.text(result);
        if (text.isPresent() && budget.take(sender.key())) {
            tell(mail, sender, token, text.get());
        }
    }

    private static boolean isForged(AnswerResult result) {
        return result instanceof AnswerResult.Refused refused && refused.reason() == AnswerResult.Reason.FORGED;
    }

    private void tell(InboundMail mail, ChannelAddress sender, String token, String text) throws InterruptedException {
        UUID attempt = UUID.nameUUIDFromBytes(("parley reply\n" + mail.id()).getBytes(StandardCharsets.UTF_8));
        String subject = mail.subject().isBlank() ? "Your answer" : mail.subject();
        try {
            channel.send(new Outgoing.Note(attempt, sender.value(), subject, text, new Receipt(mail.id())), token);
        } catch (UndeliveredException failure) {
            LOG.warn("a mail could not be answered: {}", failure.getMessage());
        }
    }
}
