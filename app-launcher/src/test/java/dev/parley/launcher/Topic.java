package dev.parley.launcher;

import com.fasterxml.jackson.databind.JsonNode;

/** A question of each form, in which every way to answer has an answer of its own, so that the one that counted is known by it. */
enum Topic {
    APPROVAL("{\"type\":\"approval\"}") {
        @Override
        String overRest() {
            return "{\"approved\":true,\"reason\":\"WEB\"}";
        }

        @Override
        String inForm() {
            return "decision=refuse&reason=LINK";
        }

        @Override
        String inReply() {
            return "no\nREPLY";
        }

        @Override
        String button() {
            return "parley_approve";
        }

        @Override
        AnswerWay wayOf(JsonNode answer) {
            JsonNode reason = answer.path("reason");
            return reason.isTextual() ? AnswerWay.valueOf(reason.asText()) : AnswerWay.SLACK;
        }
    },
    CHOICE("{\"type\":\"choice\",\"options\":[\"WEB\",\"LINK\",\"REPLY\",\"SLACK\"]}") {
        @Override
        String overRest() {
            return "{\"options\":[\"WEB\"]}";
        }

        @Override
        String inForm() {
            return "option=2";
        }

        @Override
        String button() {
            return "parley_option_3";
        }

        @Override
        AnswerWay wayOf(JsonNode answer) {
            return AnswerWay.valueOf(answer.at("/options/0").asText());
        }
    },
    FREE_TEXT("{\"type\":\"free_text\"}") {
        @Override
        String overRest() {
            return "{\"text\":\"WEB\"}";
        }

        @Override
        String inForm() {
            return "text=LINK";
        }

        @Override
        String button() {
            return "parley_form";
        }

        @Override
        AnswerWay wayOf(JsonNode answer) {
            return AnswerWay.valueOf(answer.path("text").asText());
        }
    };

    private final String kind;

    Topic(String kind) {
        this.kind = kind;
    }

    String kind() {
        return kind;
    }

    abstract String overRest();

    /** On the page behind a link. */
    abstract String inForm();

    String inReply() {
        return "REPLY";
    }

    /** In Slack. */
    abstract String button();

    abstract AnswerWay wayOf(JsonNode answer);
}
