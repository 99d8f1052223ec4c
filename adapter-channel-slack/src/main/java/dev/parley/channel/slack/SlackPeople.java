package dev.parley.channel.slack;

import com.slack.api.model.User;
import dev.parley.application.ChannelAnswers;
import dev.parley.domain.ChatException;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import java.util.Optional;

/** Who somebody in Slack is: known by a verified channel or, if that is wanted, by the email address that Slack vouches for. */
final class SlackPeople {
    private final SlackApi api;
    private final ChannelAnswers answers;
    private final boolean mapByEmail;

    SlackPeople(SlackApi api, ChannelAnswers answers, boolean mapByEmail) {
        this.api = api;
        this.answers = answers;
        this.mapByEmail = mapByEmail;
    }

    /** Whether members of a workspace may be known. */
    boolean isOurs(String team) throws SlackException, InterruptedException {
        return team.equals(api.team());
    }

    /**
     * The verified address by which somebody is known.
     *
     * @param team the workspace that they are a member of, as Slack says
     * @return empty if they are of another workspace, or not known
     */
    Optional<ChannelAddress> find(String user, String team) throws SlackException, InterruptedException {
        if (!isOurs(team)) {
            return Optional.empty();
        }
        Optional<ChannelAddress> own = address(ChannelKind.SLACK, user).filter(answers::isVerified);
        return own.isPresent() || !mapByEmail ? own : byEmail(user);
    }

    private Optional<ChannelAddress> byEmail(String id) throws SlackException, InterruptedException {
        User user = api.call(methods -> methods.usersInfo(request -> request.user(id)))
                .getUser();
        if (user == null || !id.equals(user.getId()) || !isMember(user) || user.getProfile() == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(user.getProfile().getEmail())
                .flatMap(email -> address(ChannelKind.EMAIL, email))
                .filter(answers::isVerified);
    }

    /** Neither a guest nor a bot, nor of another workspace that shares a channel with this one. */
    private boolean isMember(User user) throws SlackException, InterruptedException {
        return api.team().equals(user.getTeamId())
                && user.isEmailConfirmed()
                && !user.isDeleted()
                && !user.isBot()
                && !user.isWorkflowBot()
                && !user.isConnectorBot()
                && !user.isRestricted()
                && !user.isUltraRestricted()
                && !user.isStranger()
                && !user.isInvitedUser();
    }

    private static Optional<ChannelAddress> address(ChannelKind kind, String text) {
        try {
            return Optional.of(new ChannelAddress(kind, text));
        } catch (ChatException.Invalid malformed) {
            return Optional.empty();
        }
    }
}
