package dev.parley.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.DeliveryMode;
import dev.parley.domain.channel.DeliveryStatus;
import dev.parley.domain.channel.Errand;
import dev.parley.domain.channel.SendOutcome;
import dev.parley.domain.channel.Transport;
import dev.parley.domain.event.EventPayload.PauseReason;
import dev.parley.domain.feedback.FeedbackStatus;
import dev.parley.domain.message.MessageRole;
import dev.parley.domain.message.MessageStatus;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.AgentActivity;
import dev.parley.domain.session.SessionStatus;
import dev.parley.domain.turn.CancelReason;
import dev.parley.domain.turn.IfBusy;
import dev.parley.domain.turn.TurnStatus;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.RoleChoice;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names that appear on the wire and in storage; changing one breaks clients. */
class WireNamesTest {
    @ParameterizedTest
    @MethodSource("names")
    void namesAreThoseOfTheContract(Stream<String> actual, String contract) {
        assertThat(actual).containsExactly(contract.split(" "));
    }

    static Stream<Arguments> names() {
        return Stream.of(
                row(SessionStatus.values(), SessionStatus::wireName, "initializing active paused completed expired"),
                row(AgentActivity.values(), AgentActivity::wireName, "idle thinking responding error"),
                row(Access.values(), Access::wireName, "none viewer editor owner"),
                row(MessageRole.values(), MessageRole::wireName, "user assistant system tool"),
                row(MessageStatus.values(), MessageStatus::wireName, "streaming completed stopped failed interrupted"),
                row(
                        TurnStatus.values(),
                        TurnStatus::wireName,
                        "queued running awaiting_feedback completed failed cancelled"),
                row(CancelReason.values(), CancelReason::wireName, "stopped interrupted session_ended"),
                row(IfBusy.values(), IfBusy::wireName, "enqueue reject interrupt"),
                row(FeedbackStatus.values(), FeedbackStatus::wireName, "pending answered expired cancelled"),
                row(DeliveryStatus.values(), DeliveryStatus::wireName, "pending sent superseded failed"),
                row(DeliveryMode.values(), DeliveryMode::wireName, "parallel fallback"),
                row(Errand.values(), Errand::wireName, "ask remind tell"),
                row(SendOutcome.values(), SendOutcome::wireName, "sent refused unavailable unknown"),
                row(ChannelKind.values(), ChannelKind::wireName, "web email slack webhook"),
                row(Transport.values(), Transport::wireName, "websocket sse"),
                row(Role.values(), Role::wireName, "viewer analyst admin"),
                row(RoleChoice.values(), RoleChoice::wireName, "viewer analyst admin token"),
                row(PauseReason.values(), PauseReason::wireName, "by_hand idle made_room"));
    }

    private static <E> Arguments row(E[] values, Function<E, String> wireName, String contract) {
        return Arguments.of(Arrays.stream(values).map(wireName), contract);
    }

    @ParameterizedTest
    @EnumSource
    void roleIsFoundByItsName(Role role) {
        assertThat(Role.named(role.wireName())).contains(role);
    }

    @ParameterizedTest
    @EnumSource
    void choiceOfARoleIsFoundByItsName(RoleChoice choice) {
        assertThat(RoleChoice.named(choice.wireName())).contains(choice);
    }

    @ParameterizedTest
    @EnumSource
    void sessionStatusIsFoundByItsName(SessionStatus status) {
        assertThat(SessionStatus.named(status.wireName())).contains(status);
    }

    @ParameterizedTest
    @EnumSource
    void feedbackStatusIsFoundByItsName(FeedbackStatus status) {
        assertThat(FeedbackStatus.named(status.wireName())).contains(status);
    }

    @ParameterizedTest
    @EnumSource
    void modeForABusySessionIsFoundByItsName(IfBusy mode) {
        assertThat(IfBusy.named(mode.wireName())).contains(mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "ADMIN", "Admin", "admin ", "ACTIVE", "Enqueue", "root", "null"})
    void anyOtherNameNamesNothing(String name) {
        assertThat(Stream.of(
                        Role.named(name),
                        RoleChoice.named(name),
                        SessionStatus.named(name),
                        FeedbackStatus.named(name),
                        IfBusy.named(name),
                        Access.grantable(name)))
                .allMatch(Optional::isEmpty);
    }
}
