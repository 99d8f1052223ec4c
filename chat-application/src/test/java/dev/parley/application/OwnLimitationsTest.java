package dev.parley.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.limit.ChatLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnLimitationsTest {
    @Test
    void limitsThatAreOffAreNamed() {
        ChatLimits limits = ChatLimits.defaults().toBuilder()
                .connectionsPerIp(0)
                .messagesPerSession(0)
                .build();

        assertThat(named("limits_off", OwnLimitations.of(ChatLimits.defaults(), true))
                        .applies())
                .isFalse();
        assertThat(named("limits_off", OwnLimitations.of(limits, true)).applies())
                .isTrue();
        assertThat(named("limits_off", OwnLimitations.of(limits, true)).description())
                .isEqualTo(
                        "Nothing bounds connections_per_ip, messages_per_session, so one user can take what others need.");
    }

    @Test
    void whatTheyTellIsTheConfiguration() {
        ChatLimits limits = ChatLimits.defaults().toBuilder().contextMessages(7).build();

        assertThat(named("context_window", OwnLimitations.of(limits, true)).description())
                .contains("newest 7 messages", "2,000 tokens");
        assertThat(named("no_journal", OwnLimitations.of(limits, true)).applies())
                .isFalse();
        assertThat(named("no_journal", OwnLimitations.of(limits, false)).applies())
                .isTrue();
    }

    @Test
    void idsAreForPrograms() {
        assertThatThrownBy(() -> new Limitation("No rain", "", "", "", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("No rain");
    }

    private static Limitation named(String id, List<Limitation> limitations) {
        return limitations.stream()
                .filter(limitation -> limitation.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
