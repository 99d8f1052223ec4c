package dev.parley.channel.slack;

import com.slack.api.model.block.ActionsBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.element.BlockElement;
import com.slack.api.model.block.element.ButtonElement;
import com.slack.api.model.block.element.RichTextElement;
import dev.parley.application.answer.ReplyWords;
import dev.parley.application.port.Outgoing;
import dev.parley.domain.feedback.FeedbackAnswer;
import dev.parley.domain.feedback.FeedbackKind;
import dev.parley.domain.feedback.FeedbackRequest;
import dev.parley.domain.feedback.FeedbackResponse;
import dev.parley.domain.feedback.FeedbackState;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a question looks: while it waits, with buttons, and when it is decided, without. */
final class QuestionMessage {
    static final int LONGEST_LABEL = 75;

    private static final String AGAIN =
            "You may have got this question before; answering one of the messages is enough.";
    private static final int MOST_BUTTONS = 5;
    private static final int LONGEST_NAME = 150;
    private static final int LONGEST_TOLD = 1_000;
    private static final int PIECE = 2_900;

    private final @Nullable URI page;

    /** @param page where Parley's page is; null if that is not known */
    QuestionMessage(@Nullable URI page) {
        this.page = page;
    }

    /** @param token what each button carries */
    Draft open(Outgoing.Question asked, String token) {
        FeedbackRequest request = asked.request();
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(RichText.line(header(asked)));
        blocks.addAll(question(request));
        blocks.addAll(calls(request));
        blocks.addAll(options(request.kind()));
        blocks.add(
                ActionsBlock.builder().elements(buttons(request.kind(), token)).build());
        blocks.add(RichText.line(footer(request)));
        return Draft.of((asked.reminder() ? "Still open: " : "") + request.question(), blocks);
    }

    private static RichTextElement[] header(Outgoing.Question asked) {
        String session = asked.session().isBlank() ? "" : " in “" + SlackText.cut(asked.session(), LONGEST_NAME) + "”";
        List<RichTextElement> header = new ArrayList<>();
        header.add(RichText.text(
                (asked.reminder() ? "Still open: a question to you" : "A question to you") + session, RichText.BOLD));
        if (asked.again()) {
            header.add(RichText.text(". " + AGAIN));
        }
        return header.toArray(RichTextElement[]::new);
    }

    private static List<LayoutBlock> question(FeedbackRequest request) {
        return SlackText.pieces(request.question(), PIECE).stream()
                .map(piece -> RichText.line(RichText.text(piece)))
                .toList();
    }

    private List<LayoutBlock> calls(FeedbackRequest request) {
        List<LayoutBlock> blocks = new ArrayList<>();
        if (request.kind() instanceof FeedbackKind.Approval(var call, boolean editable) && call != null) {
            CallArguments arguments = CallArguments.of(call);
            blocks.add(RichText.line(
                    RichText.text("The call: "),
                    RichText.text(SlackText.cut(call.name(), LONGEST_NAME), RichText.CODE)));
            arguments.pieces().stream()
                    .filter(piece -> !piece.isEmpty())
                    .map(RichText::preformatted)
                    .forEach(blocks::add);
            if (!arguments.whole()) {
                blocks.add(RichText.line(
                        RichText.text(
                                "There is no room for all of the arguments, so the call can be refused but not approved here. ",
                                RichText.BOLD),
                        pageLink(request, "See them whole on Parley’s page.")));
            }
        }
        return blocks;
    }

    private RichTextElement pageLink(FeedbackRequest request, String text) {
        return page == null ? RichText.text(text) : RichText.link(page + "#session=" + request.sessionId(), text);
    }

    /** In full where buttons have no room for them. */
    private static List<LayoutBlock> options(FeedbackKind kind) {
        if (!(kind instanceof FeedbackKind.Choice choice) || isOnButtons(choice)) {
            return List.of();
        }
        List<LayoutBlock> blocks = new ArrayList<>();
        for (int i = 0; i < choice.options().size(); i++) {
            blocks.add(RichText.line(
                    RichText.text((i + 1) + ". " + choice.options().get(i))));
        }
        return blocks;
    }

    private static boolean isOnButtons(FeedbackKind.Choice choice) {
        return !choice.multiple()
                && choice.options().size() <= MOST_BUTTONS
                && choice.options().stream().allMatch(option -> option.length() <= LONGEST_LABEL && !option.isBlank());
    }

    private static List<BlockElement> buttons(FeedbackKind kind, String token) {
        return switch (kind) {
            case FeedbackKind.FreeText free -> List.of(button(Press.FORM, "Answer…", token, "primary"));
            case FeedbackKind.Clarification clarification -> List.of(button(Press.FORM, "Answer…", token, "primary"));
            case FeedbackKind.Approval(var call, boolean editable) -> {
                List<BlockElement> buttons = new ArrayList<>();
                if (call == null || CallArguments.of(call).whole()) {
                    buttons.add(button(Press.APPROVE, "Approve", token, "primary"));
                }
                buttons.add(button(Press.REFUSE, "Refuse", token, "danger"));
                buttons.add(button(Press.FORM, "Answer…", token, null));
                yield buttons;
            }
            case FeedbackKind.Choice choice
            when isOnButtons(choice) -> {
                List<BlockElement> buttons = new ArrayList<>();
                for (int i = 0; i < choice.options().size(); i++) {
                    buttons.add(button(Press.OPTION + i, choice.options().get(i), token, null));
                }
                yield buttons;
            }
            case FeedbackKind.Choice choice -> List.of(button(Press.FORM, "Choose…", token, "primary"));
        };
    }

    private static ButtonElement button(String action, String label, String token, @Nullable String style) {
        return ButtonElement.builder()
                .actionId(action)
                .text(RichText.plain(label))
                .value(token)
                .style(style)
                .build();
    }

    private RichTextElement[] footer(FeedbackRequest request) {
        List<RichTextElement> footer = new ArrayList<>();
        footer.add(RichText.text("Open until "));
        footer.add(RichText.time(request.expiresAt()));
        footer.add(RichText.text(". "));
        FeedbackAnswer usual = request.defaultAnswer();
        if (usual != null) {
            footer.add(RichText.text("If nobody answers, this counts: “" + told(usual) + "”. "));
        }
        if (page != null) {
            footer.add(pageLink(request, "Open it on Parley’s page"));
        }
        return footer.toArray(RichTextElement[]::new);
    }

    private static String told(FeedbackAnswer answer) {
        return SlackText.cut(ReplyWords.told(answer), LONGEST_TOLD);
    }

    /** It was asked once more, below. */
    Draft askedAgain(FeedbackRequest request) {
        return closed(request, List.of(RichText.text("It was asked again below.")), "");
    }

    /** It is answered, expired or withdrawn. */
    Draft decided(FeedbackRequest request) {
        return switch (request.state()) {
            case FeedbackState.Answered(FeedbackResponse winner) ->
                closed(
                        request,
                        List.of(
                                RichText.text("Answered", RichText.BOLD),
                                RichText.text(" by " + winner.author() + " via "
                                        + winner.channel().wireName() + " at "),
                                RichText.time(winner.at()),
                                RichText.text(": " + told(winner.answer()))),
                        "Answered by %s via %s. "
                                .formatted(winner.author(), winner.channel().wireName()));
            case FeedbackState.Expired expired -> {
                FeedbackAnswer usual = request.defaultAnswer();
                yield closed(
                        request,
                        List.of(
                                RichText.text("Expired", RichText.BOLD),
                                RichText.text(" at "),
                                RichText.time(expired.at()),
                                RichText.text(
                                        usual == null
                                                ? "; no answer is needed any more."
                                                : "; this counts as the answer: " + told(usual))),
                        "Expired. ");
            }
            case FeedbackState.Cancelled cancelled ->
                closed(
                        request,
                        List.of(
                                RichText.text("Withdrawn", RichText.BOLD),
                                RichText.text(" at "),
                                RichText.time(cancelled.at()),
                                RichText.text("; no answer is needed any more.")),
                        "Withdrawn. ");
            case FeedbackState.Pending pending ->
                closed(request, List.of(RichText.text("It waits for an answer on Parley’s page.")), "");
        };
    }

    private Draft closed(FeedbackRequest request, List<RichTextElement> end, String fallback) {
        List<LayoutBlock> blocks = new ArrayList<>(question(request));
        blocks.addAll(calls(request).stream().limit(1).toList());
        blocks.add(RichText.block(RichText.section(end)));
        return Draft.of(fallback + request.question(), blocks);
    }
}
