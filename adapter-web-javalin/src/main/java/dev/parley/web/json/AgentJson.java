package dev.parley.web.json;

import dev.parley.domain.session.AgentActivity;
import dev.parley.domain.session.AgentState;
import org.jspecify.annotations.Nullable;

/** What a session's agent is doing. */
public record AgentJson(
        @OneOf(AgentActivity.class) String activity,
        int contextMessages,
        int contextTokens,
        @Nullable String waitingFor) {
    public static AgentJson from(AgentState agent) {
        return new AgentJson(
                agent.activity().wireName(),
                agent.contextMessages(),
                agent.contextTokens(),
                agent.waitingFor() == null ? null : agent.waitingFor().toString());
    }
}
