package dev.parley.application;

import dev.parley.application.answer.AnswerTokens;
import dev.parley.application.port.IdSource;
import dev.parley.application.port.MessageChannel;
import dev.parley.application.port.Outgoing;
import dev.parley.application.port.Receipt;
import dev.parley.application.port.UndeliveredException;
import dev.parley.application.port.UserChannels;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.AddressProof;
import dev.parley.domain.channel.ChannelAddress;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.channel.ReplyPath;
import dev.parley.domain.channel.UserChannel;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How people want to be reached when they are not looking at the chat. Everybody sees and changes their own channels, administrators those
 * of all. An address counts once somebody proved by a code that they read what comes there, or an administrator says so. Safe for many
 * threads.
 */
public final class Channels {
    private static final System.Logger LOG = System.getLogger(Channels.class.getName());
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);
    private static final int CODES = 100_000_000;

    private final UserChannels store;
    private final Map<ChannelKind, MessageChannel> open = new EnumMap<>(ChannelKind.class);
    private final AnswerTokens tokens;
    private final IdSource ids;
    private final InstantSource time;
    private final RandomGenerator random;

    /** @param random makes the codes that prove addresses; cryptographically strong */
    Channels(
            UserChannels store,
            List<MessageChannel> open,
            AnswerTokens tokens,
            IdSource ids,
            InstantSource time,
            RandomGenerator random) {
        this.store = store;
        for (MessageChannel channel : open) {
            if (this.open.put(channel.kind(), channel) != null) {
                throw new IllegalArgumentException(
                        "there are two channels of the kind " + channel.kind().wireName());
            }
        }
        this.tokens = tokens;
        this.ids = ids;
        this.time = time;
        this.random = random;
    }

    /** The kinds of channels over which this server reaches people. */
    public Set<ChannelKind> kinds() {
        return Set.copyOf(open.keySet());
    }

    /** The caller's own channels, by priority. */
    public List<UserChannel> list(Caller caller) {
        return store.of(caller.user());
    }

    /**
     * Sets a channel of the caller. Another address than before is not verified.
     *
     * @throws ChatException.Conflict if this server has no such channel
     */
    public UserChannel set(Caller caller, ChannelSettings settings) {
        return set(caller.user(), settings, null);
    }

    private UserChannel set(UserId user, ChannelSettings settings, @Nullable Boolean verified) {
        ChannelAddress address = settings.address();
        require(address.kind());
        Instant now = now();
        return store.change(
                        user,
                        address.kind(),
                        before -> new UserChannel(
                                user,
                                address,
                                settings.priority(),
                                settings.quiet(),
                                settings.enabled(),
                                verifiedAt(before, address, verified, now)))
                .orElseThrow();
    }

    private static @Nullable Instant verifiedAt(
            @Nullable UserChannel before, ChannelAddress address, @Nullable Boolean verified, Instant now) {
        Instant known = before != null && before.address().equals(address) ? before.verifiedAt() : null;
        if (verified == null) {
            return known;
        }
        return verified ? Objects.requireNonNullElse(known, now) : null;
    }

    /** Removes a channel of the caller, if there is one. */
    public void remove(Caller caller, ChannelKind kind) {
        store.change(caller.user(), kind, before -> null);
    }

    /**
     * Sends a code to the caller's address, which proves it when they {@linkplain #verify tell it}.
     *
     * @throws ChatException.NotFound if the caller has no such channel
     * @throws ChatException.Conflict if this server has no such channel, or the address is verified
     * @throws ChatException.Limited if too many codes were sent lately
     * @throws ChatException.Invalid if the channel refuses the address
     * @throws ChatException.Unavailable if it cannot be sent now
     */
    public void sendCode(Caller caller, ChannelKind kind) throws InterruptedException {
        MessageChannel channel = require(kind);
        UserChannel mine = find(caller.user(), kind);
        if (mine.verifiedAt() != null) {
            throw new ChatException.Conflict(ErrorCode.INVALID_STATE, "This address is confirmed already.");
        }
        ChannelAddress address = mine.address();
        String code = "%08d".formatted(random.nextInt(CODES));
        Instant now = now();
        store.changeProof(
                caller.user(),
                kind,
                before -> AddressProof.send(before, address, tokens.hashOfCode(code, address.value()), now));
        send(channel, address, "Confirm your address for Parley", """
                The user %s of Parley wants to be reached here. If that is you, enter this code where you were asked for it:

                %s %s

                It is valid for %d minutes. If it is not you, do nothing: without the code nothing will be sent here.""".formatted(
                        caller.user(), code.substring(0, 4), code.substring(4), AddressProof.LIFE.toMinutes()));
    }

    /**
     * Proves the caller's address by the code that was sent there.
     *
     * @param code its digits; spaces between them do not matter
     * @throws ChatException.NotFound if the caller has no such channel
     * @throws ChatException.Unprocessable with code {@code invalid_code} if it is not the code, too old, or was tried too often
     * @throws ChatException.Conflict if another user has proved the same address
     */
    public UserChannel verify(Caller caller, ChannelKind kind, String code) {
        UserChannel mine = find(caller.user(), kind);
        ChannelAddress address = mine.address();
        String hash = tokens.hashOfCode(code.replace(" ", ""), address.value());
        Instant now = now();
        AtomicBoolean proved = new AtomicBoolean();
        store.changeProof(caller.user(), kind, proof -> {
            proved.set(proof != null && proof.proves(address, hash, now));
            if (proof == null) {
                return null;
            }
            return proved.get() ? proof.used() : proof.missed();
        });
        if (!proved.get()) {
            throw new ChatException.Unprocessable(
                    ErrorCode.INVALID_CODE,
                    "This is not the code that was sent last, its %d minutes are over, or wrong ones were tried too often; have a new one sent."
                            .formatted(AddressProof.LIFE.toMinutes()),
                    Map.of());
        }
        return store.change(caller.user(), kind, channel -> proved(channel, address, now))
                .orElseThrow(Channels::notFound);
    }

    /** Only the address that was proved; it may have been changed meanwhile. */
    private static @Nullable UserChannel proved(@Nullable UserChannel channel, ChannelAddress address, Instant now) {
        if (channel == null || !channel.address().equals(address)) {
            return channel;
        }
        return new UserChannel(channel.user(), address, channel.priority(), channel.quiet(), channel.enabled(), now);
    }

    /**
     * Sends a few words to the caller's verified address.
     *
     * @throws ChatException.NotFound if the caller has no such channel
     * @throws ChatException.Conflict if this server has no such channel, or the address is not verified
     * @throws ChatException.Invalid if the channel refuses the address
     * @throws ChatException.Unavailable if it cannot be sent now
     */
    public void test(Caller caller, ChannelKind kind) throws InterruptedException {
        test(caller.user(), kind);
    }

    private void test(UserId user, ChannelKind kind) throws InterruptedException {
        MessageChannel channel = require(kind);
        UserChannel theirs = find(user, kind);
        if (theirs.verifiedAt() == null) {
            throw new ChatException.Conflict(ErrorCode.INVALID_STATE, "This address is not confirmed yet.");
        }
        send(
                channel,
                theirs.address(),
                "A test from Parley",
                "This is a test. Questions to the user %s of Parley reach you here.".formatted(user));
    }

    /**
     * Somebody's channels, by priority.
     *
     * @throws ChatException.Forbidden if the caller is no administrator
     */
    public List<UserChannel> listOf(Caller caller, UserId user) {
        requireAdministrator(caller);
        return store.of(user);
    }

    /**
     * Sets a channel of somebody.
     *
     * @param verified whether the address counts as verified; null to leave that as it is with the same address
     * @throws ChatException.Forbidden if the caller is no administrator
     * @throws ChatException.Conflict if this server has no such channel, or another user has proved the same address
     */
    public UserChannel setOf(Caller caller, UserId user, ChannelSettings settings, @Nullable Boolean verified) {
        requireAdministrator(caller);
        UserChannel changed = set(user, settings, verified);
        LOG.log(
                System.Logger.Level.INFO,
                "{0} set the channel {1} of {2}, {3}",
                caller.user(),
                changed.kind().wireName(),
                user,
                changed.verifiedAt() == null ? "not verified" : "verified");
        return changed;
    }

    /**
     * Sends a few words to somebody's verified address.
     *
     * @throws ChatException.Forbidden if the caller is no administrator
     * @throws ChatException as {@link #test} does
     */
    public void testOf(Caller caller, UserId user, ChannelKind kind) throws InterruptedException {
        requireAdministrator(caller);
        test(user, kind);
    }

    private static void requireAdministrator(Caller caller) {
        if (!caller.role().atLeast(Role.ADMIN)) {
            throw new ChatException.Forbidden("Only administrators see and change the channels of others.");
        }
    }

    /**
     * Where the caller writes to the agent over one of their channels. The address is nobody else's: whoever knows it may write in the caller's
     * name.
     *
     * @return empty if nothing is read there, the channel is not used, or it is somebody else's
     */
    public Optional<String> mailbox(Caller caller, UserChannel channel) {
        MessageChannel sending = open.get(channel.kind());
        boolean isTheirs = channel.user().equals(caller.user()) && channel.isUsable();
        return sending == null || !isTheirs ? Optional.empty() : sending.mailbox(tokens.mailbox(channel));
    }

    /** The way to somebody with whom a thread begins, under a name of its own where the channel has such. */
    ReplyPath path(UserChannel channel, UUID id, String subject) {
        String thread = Optional.ofNullable(open.get(channel.kind()))
                .flatMap(sending -> sending.thread(id))
                .map(Receipt::value)
                .orElse(null);
        return ReplyPath.begin(channel.address(), thread, subject);
    }

    /**
     * A channel of the caller over which something can be sent.
     *
     * @throws ChatException.NotFound if the caller has no such channel
     * @throws ChatException.Conflict if this server has no such channel, or the caller's is switched off or not confirmed
     */
    UserChannel usable(Caller caller, ChannelKind kind) {
        require(kind);
        UserChannel channel = find(caller.user(), kind);
        if (!channel.isUsable()) {
            throw new ChatException.Conflict(
                    ErrorCode.INVALID_STATE,
                    channel.enabled()
                            ? "This address is not confirmed yet; have a code sent there, and enter it."
                            : "This channel is switched off; switch it on among your channels.");
        }
        return channel;
    }

    private UserChannel find(UserId user, ChannelKind kind) {
        return store.of(user).stream()
                .filter(channel -> channel.kind() == kind)
                .findFirst()
                .orElseThrow(Channels::notFound);
    }

    private static ChatException.NotFound notFound() {
        return new ChatException.NotFound("channel");
    }

    private MessageChannel require(ChannelKind kind) {
        MessageChannel channel = open.get(kind);
        if (channel == null) {
            throw new ChatException.Conflict(ErrorCode.INVALID_STATE, howToOpen(kind));
        }
        return channel;
    }

    private static String howToOpen(ChannelKind kind) {
        return switch (kind) {
            case WEB -> "The web needs no settings: whoever is connected is told.";
            case EMAIL ->
                "This server sends no email; whoever runs it has to tell it a mail server with PARLEY_SMTP_URL.";
            case SLACK -> "This server is not connected to Slack; whoever runs it has to configure that.";
            case WEBHOOK -> "This server calls no webhooks; whoever runs it has to configure that.";
        };
    }

    private void send(MessageChannel channel, ChannelAddress address, String subject, String text)
            throws InterruptedException {
        try {
            channel.send(new Outgoing.Note(ids.next(), address.value(), subject, text, null));
        } catch (UndeliveredException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a note could not be sent over {0}: {1}",
                    channel.kind().wireName(),
                    failure.getMessage());
            throw failure.isLasting() ? refused() : unavailable(failure);
        }
    }

    private static ChatException refused() {
        return ChatException.Invalid.field("address", "is refused by the channel; check it.");
    }

    private static ChatException unavailable(UndeliveredException failure) {
        return new ChatException.Unavailable(
                ErrorCode.UNAVAILABLE,
                "Nothing can be sent over this channel now; try again later.",
                Objects.requireNonNullElse(failure.retryAfter(), RETRY_AFTER));
    }

    /** As exact as every storage keeps it. */
    private Instant now() {
        return time.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
