package dev.parley.web.rest;

import dev.parley.application.ChannelSettings;
import dev.parley.application.Channels;
import dev.parley.application.Parley;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.QuietHours;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.user.UserId;
import dev.parley.web.json.ChannelJson;
import dev.parley.web.json.Fields;
import dev.parley.web.json.QuietHoursJson;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How people want to be reached: everybody sets their own channels, administrators those of all. */
public final class ChannelRoutes {
    private static final String MINE = "/api/me/channels";
    private static final String MY_CHANNEL = MINE + "/{kind}";
    private static final String CODE = MY_CHANNEL + "/verification";
    private static final String THEIRS = "/api/users/{user_id}/channels";
    private static final String THEIR_CHANNEL = THEIRS + "/{kind}";

    private final Channels channels;

    public ChannelRoutes(Parley parley) {
        this.channels = parley.channels();
    }

    /**
     * Somebody's channels.
     *
     * @param kinds over which this server reaches people
     */
    public record ChannelsJson(List<ChannelJson> items, List<String> kinds) {}

    /** How the caller wants to be reached over a channel. */
    public record SetChannelRequest(
            String address,
            @Nullable Integer priority,
            @Nullable QuietHoursJson quietHours,
            @Nullable Boolean enabled) {}

    /** How somebody shall be reached over a channel. */
    public record SetUsersChannelRequest(
            String address,
            @Nullable Integer priority,
            @Nullable QuietHoursJson quietHours,
            @Nullable Boolean enabled,
            @Nullable Boolean verified) {}

    /** The code that came to an address. */
    public record VerifyRequest(String code) {}

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                Route.get(MINE, "Lists how the caller wants to be reached")
                        .named(Topic.ACCOUNT, "listChannels")
                        .refuses()
                        .answers(ChannelsJson.class)
                        .by(call -> list(call, channels.list(call.caller()))),
                Route.put(MY_CHANNEL, "Sets how the caller wants to be reached over a channel", SetChannelRequest.class)
                        .named(Topic.ACCOUNT, "setChannel")
                        .refuses(ErrorCode.INVALID_STATE)
                        .answers(ChannelJson.class)
                        .by(this::set),
                Route.post(CODE, "Sends a code to the caller's address, to prove it")
                        .named(Topic.ACCOUNT, "sendCode")
                        .refuses(ErrorCode.INVALID_STATE, ErrorCode.UNAVAILABLE)
                        .answers(204, null)
                        .by(this::sendCode),
                Route.put(CODE, "Proves the caller's address by the code", VerifyRequest.class)
                        .named(Topic.ACCOUNT, "verifyAddress")
                        .refuses(ErrorCode.INVALID_CODE, ErrorCode.INVALID_STATE)
                        .answers(ChannelJson.class)
                        .by(this::verify),
                Route.post(MY_CHANNEL + "/test", "Sends a test message to the caller's address")
                        .named(Topic.ACCOUNT, "testChannel")
                        .refuses(ErrorCode.INVALID_STATE, ErrorCode.UNAVAILABLE)
                        .answers(204, null)
                        .by(this::test),
                Route.delete(MY_CHANNEL, "Removes one of the caller's channels")
                        .named(Topic.ACCOUNT, "removeChannel")
                        .refuses()
                        .answers(204, null)
                        .by(this::remove),
                Route.get(THEIRS, "Lists how somebody wants to be reached, for administrators")
                        .named(Topic.USERS, "listUsersChannels")
                        .refuses(ErrorCode.FORBIDDEN)
                        .answers(ChannelsJson.class)
                        .by(call -> list(call, channels.listOf(call.caller(), user(call)))),
                Route.put(
                                THEIR_CHANNEL,
                                "Sets how somebody is reached over a channel, for administrators",
                                SetUsersChannelRequest.class)
                        .named(Topic.USERS, "setUsersChannel")
                        .refuses(ErrorCode.FORBIDDEN, ErrorCode.INVALID_STATE)
                        .answers(ChannelJson.class)
                        .by(this::setOf),
                Route.post(THEIR_CHANNEL + "/test", "Sends a test message to somebody, for administrators")
                        .named(Topic.USERS, "testUsersChannel")
                        .refuses(ErrorCode.FORBIDDEN, ErrorCode.INVALID_STATE, ErrorCode.UNAVAILABLE)
                        .answers(204, null)
                        .by(this::testOf));
    }

    private Answer list(Call<?> call, List<UserChannel> found) {
        return Answer.ok(new ChannelsJson(
                found.stream().map(channel -> json(call, channel)).toList(),
                channels.kinds().stream().sorted().map(ChannelKind::wireName).toList()));
    }

    private ChannelJson json(Call<?> call, UserChannel channel) {
        return ChannelJson.from(
                channel, channels.mailbox(call.caller(), channel).orElse(null));
    }

    private static ChannelKind kind(Call<?> call) {
        return kind("kind", call.path("kind"));
    }

    /**
     * The channel of a name.
     *
     * @param field where the name stands
     * @throws ChatException.Invalid if that is no channel, or the web
     */
    static ChannelKind kind(String field, String name) {
        return Arrays.stream(ChannelKind.values())
                .filter(kind -> kind != ChannelKind.WEB && kind.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> Fields.oneOf(field, "email, slack, webhook"));
    }

    private static UserId user(Call<?> call) {
        return new UserId(call.path("user_id"));
    }

    private Answer set(Call<SetChannelRequest> call) {
        SetChannelRequest request = call.body();
        return Answer.ok(json(
                call,
                channels.set(
                        call.caller(),
                        settings(
                                kind(call),
                                request.address(),
                                request.priority(),
                                request.quietHours(),
                                request.enabled()))));
    }

    private static ChannelSettings settings(
            ChannelKind kind,
            String address,
            @Nullable Integer priority,
            @Nullable QuietHoursJson quiet,
            @Nullable Boolean enabled) {
        QuietHours hours = quiet == null ? null : quiet.toDomain();
        return new ChannelSettings(
                new ChannelAddress(kind, address),
                Objects.requireNonNullElse(priority, 1),
                hours,
                Objects.requireNonNullElse(enabled, true));
    }

    private Answer remove(Call<Route.Nothing> call) {
        channels.remove(call.caller(), kind(call));
        return Answer.noContent();
    }

    private Answer sendCode(Call<Route.Nothing> call) {
        return sent(() -> channels.sendCode(call.caller(), kind(call)));
    }

    private Answer verify(Call<VerifyRequest> call) {
        return Answer.ok(json(
                call, channels.verify(call.caller(), kind(call), call.body().code())));
    }

    private Answer test(Call<Route.Nothing> call) {
        return sent(() -> channels.test(call.caller(), kind(call)));
    }

    private Answer setOf(Call<SetUsersChannelRequest> call) {
        SetUsersChannelRequest request = call.body();
        return Answer.ok(json(
                call,
                channels.setOf(
                        call.caller(),
                        user(call),
                        settings(
                                kind(call),
                                request.address(),
                                request.priority(),
                                request.quietHours(),
                                request.enabled()),
                        request.verified())));
    }

    private Answer testOf(Call<Route.Nothing> call) {
        return sent(() -> channels.testOf(call.caller(), user(call), kind(call)));
    }

    @FunctionalInterface
    private interface Sending {
        void send() throws InterruptedException;
    }

    private static Answer sent(Sending sending) {
        try {
            sending.send();
            return Answer.noContent();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new ChatException.Unavailable(
                    ErrorCode.UNAVAILABLE, "The server is going down; try again.", Duration.ofSeconds(1));
        }
    }
}
