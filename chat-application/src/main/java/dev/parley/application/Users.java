package dev.parley.application;

import dev.parley.application.port.EventBus;
import dev.parley.application.port.Page;
import dev.parley.application.port.Sighting;
import dev.parley.application.port.Signal;
import dev.parley.application.port.Storage;
import dev.parley.application.port.UserDirectory;
import dev.parley.application.port.UserQuery;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.channel.ChannelKind;
import dev.parley.domain.limit.ChatLimits;
import dev.parley.domain.user.Caller;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;

/**
 * Who may come in, and with which role. Whoever proves callers, such as the web's edge, asks {@link #admit} for every request; the other
 * use cases take callers as they are. Asking costs no access to the storage: this node remembers users, hears at once of changes on
 * other nodes, and looks every few seconds for those of which it did not hear. While the storage is away, those who are remembered go on.
 */
public final class Users implements AutoCloseable {
    /** Most characters of a text to find in ids. */
    public static final int LONGEST_PART = 128;

    private static final System.Logger LOG = System.getLogger(Users.class.getName());
    private static final int READINGS = 3;

    private final UserDirectory directory;
    private final EventBus bus;
    private final ChatLimits limits;
    private final InstantSource time;
    private final KnownUsers known = new KnownUsers();
    private final UserWatch watch;

    Users(Storage storage, ChatLimits limits, InstantSource time) {
        this.directory = storage.users();
        this.bus = storage.bus();
        this.limits = limits;
        this.time = time;
        this.watch = new UserWatch(storage, known, time);
    }

    void start() {
        watch.start();
    }

    /**
     * Lets a caller in and makes them known.
     *
     * @param caller with the role that their token gives
     * @return the caller with the role that counts: the one that an administrator assigned, or else the token's
     * @throws ChatException.Forbidden with code {@code user_disabled} if an administrator keeps them out
     * @throws ChatException.Unavailable if they are not remembered and the storage cannot be reached
     */
    public Caller admit(Caller caller) {
        User user = known.find(caller.user());
        if (user == null) {
            user = load(caller);
        }
        Role role = user.requireEnabled().roleWith(caller.role());
        known.came(caller.user(), caller.role(), now());
        return role == caller.role() ? caller : new Caller(caller.user(), role, caller.channel());
    }

    /**
     * Lets in who proved by a channel who they are, with the role that counts as far as is known. It is not noted that they came.
     *
     * @throws ChatException.Forbidden with code {@code user_disabled} if an administrator keeps them out
     * @throws ChatException.Unavailable if they are not remembered and the storage cannot be reached
     */
    Caller admit(UserId id, ChannelKind channel) {
        User remembered = known.find(id);
        User user = remembered != null ? remembered : directory.find(id).orElseGet(() -> User.unknown(id));
        return new Caller(id, user.requireEnabled().role(), channel);
    }

    private User load(Caller caller) {
        User user = User.unknown(caller.user());
        for (int reading = 0; reading < READINGS; reading++) {
            long version = known.version();
            user = directory.find(caller.user()).orElseGet(() -> firstSeen(caller));
            if (known.remember(user, version)) {
                break;
            }
        }
        return user;
    }

    private User firstSeen(Caller caller) {
        directory.seen(List.of(new Sighting(caller.user(), caller.role(), now())));
        return directory.find(caller.user()).orElseGet(() -> User.unknown(caller.user()));
    }

    /** Whether a user is kept out, as far as this node remembers; never asks the storage. For streams that are open. */
    public boolean isDisabled(UserId id) {
        User user = known.find(id);
        return user != null && user.disabled();
    }

    /**
     * Users, ordered by id.
     *
     * @throws ChatException.Forbidden if the caller is no administrator
     */
    public Page<User> list(Caller caller, UserQuery query) {
        requireAdministrator(caller);
        if (query.part() != null && query.part().length() > LONGEST_PART) {
            throw ChatException.Invalid.field("q", "must have at most %d characters.".formatted(LONGEST_PART));
        }
        if (query.limit() < 1 || query.limit() > limits.maximumPageSize()) {
            throw ChatException.Invalid.field("limit", "must be 1 to " + limits.maximumPageSize() + ".");
        }
        if (query.offset() < 0) {
            throw ChatException.Invalid.field("offset", "must not be negative.");
        }
        watch.storeSightings();
        return directory.page(query);
    }

    /**
     * Changes what is decided about a user. It holds on this node when this returns, and on others within moments. Users who never came
     * can be changed, too, so that somebody can be kept out beforehand.
     *
     * @return the user as they are then
     * @throws ChatException.Forbidden if the caller is no administrator
     * @throws ChatException.Conflict if callers would disable themselves, or be no administrators any more
     * @throws ChatException.NotFound if nothing is to be changed and the user is not known
     */
    public User change(Caller caller, UserId id, UserChange change) {
        requireAdministrator(caller);
        watch.storeSightings();
        if (change.isNone()) {
            return directory.find(id).orElseThrow(() -> new ChatException.NotFound("user"));
        }
        User changed = directory.change(id, user -> {
            User next = change.appliedTo(user);
            if (id.equals(caller.user())) {
                requireStillAdministrator(next);
            }
            return next;
        });
        known.replace(changed);
        LOG.log(
                System.Logger.Level.INFO,
                "{0} decided about {1}: {2}, {3}",
                caller.user(),
                id,
                changed.assignedRole() == null
                        ? "role of the token"
                        : "role " + changed.assignedRole().wireName(),
                changed.disabled() ? "disabled" : "enabled");
        watch.tell(changed);
        bus.send(new Signal.UserChanged(id));
        return changed;
    }

    private static void requireAdministrator(Caller caller) {
        if (!caller.role().atLeast(Role.ADMIN)) {
            throw new ChatException.Forbidden("Only administrators see and change users.");
        }
    }

    private static void requireStillAdministrator(User user) {
        if (user.disabled() || !user.role().atLeast(Role.ADMIN)) {
            throw new ChatException.Conflict(
                    ErrorCode.INVALID_STATE,
                    "Administrators cannot disable themselves or give up their role; another one has to do it.");
        }
    }

    /**
     * Begins to listen to changes of users, on this node and on others; closing the registration ends it. A change may be told more than
     * once.
     *
     * @param listener called on any thread with the user as they are then; must not block and must not throw
     */
    public EventBus.Registration listen(Consumer<User> listener) {
        return watch.listen(listener);
    }

    /** Looks for changes of which this node did not hear. Happens by itself every ten seconds. */
    public void look() {
        watch.look();
    }

    /** As exact as every storage keeps it. */
    private Instant now() {
        return time.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Stores who came last and ends. */
    @Override
    public void close() {
        watch.close();
    }
}
