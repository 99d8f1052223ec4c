package dev.parley.application.delivery;

import dev.parley.application.port.DeliveryQueue.Due;
import dev.parley.application.port.SessionChange;
import dev.parley.application.port.SessionStore;
import dev.parley.application.port.Storage;
import dev.parley.application.port.UserChannels;
import dev.parley.application.port.UserDirectory;
import dev.parley.domain.channel.ChannelReply;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.feedback.FeedbackRequestId;
import dev.parley.domain.session.SessionId;
import dev.parley.domain.turn.TurnId;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds out whom something due concerns, and over what they can be reached. Whoever may not come in is told nothing. */
final class Addressees {
    private final SessionStore store;
    private final UserChannels channels;
    private final UserDirectory users;

    Addressees(Storage storage) {
        this.store = storage.sessions();
        this.channels = storage.channels();
        this.users = storage.users();
    }

    /** The channels of those whom it concerns, whether or not this node sends over them. */
    List<UserChannel> of(Due due) {
        return switch (due) {
            case Due.OfQuestion(SessionId session, FeedbackRequestId question) ->
                usable(store.<Set<UserId>>change(session, change -> askedOrTold(change, question)));
            case Due.OfTurn(SessionId session, TurnId turn) ->
                store.<List<ChannelReply>>change(session, change -> change.repliesOf(turn)).stream()
                        .filter(ChannelReply::isOpen)
                        .flatMap(reply -> writer(reply).stream())
                        .toList();
        };
    }

    /** Whoever is asked or was. */
    private static Set<UserId> askedOrTold(SessionChange change, FeedbackRequestId question) {
        Set<UserId> concerned = new HashSet<>();
        change.findQuestion(question).ifPresent(request -> concerned.addAll(request.thoseAsked(change.session())));
        change.deliveriesOf(question)
                .forEach(delivery -> concerned.add(delivery.key().recipient()));
        return concerned;
    }

    private List<UserChannel> usable(Set<UserId> concerned) {
        if (concerned.isEmpty()) {
            return List.of();
        }
        List<UserChannel> usable = channels.usable(concerned);
        Set<UserId> disabled = usable.stream()
                .map(UserChannel::user)
                .distinct()
                .filter(this::isDisabled)
                .collect(Collectors.toSet());
        return usable.stream()
                .filter(channel -> !disabled.contains(channel.user()))
                .toList();
    }

    /** Where somebody wrote from, if the address by which they are known is still theirs. */
    private Optional<UserChannel> writer(ChannelReply reply) {
        UserId writer = reply.key().recipient();
        return channels.verified(reply.path().provenBy())
                .filter(channel -> channel.isUsable() && channel.user().equals(writer))
                .filter(channel -> !isDisabled(writer))
                .map(channel -> new UserChannel(
                        writer, reply.path().to(), channel.priority(), null, true, channel.verifiedAt()));
    }

    private boolean isDisabled(UserId user) {
        return users.find(user).filter(User::disabled).isPresent();
    }
}
