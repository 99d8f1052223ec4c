package dev.parley.application.agent;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.session.ProfileName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The profiles a session can choose from; one of them is the {@linkplain ProfileName#DEFAULT default}. All of them can be
 * {@linkplain #replace replaced} at once while sessions run. Safe for use by many threads.
 */
public final class Profiles {
    private volatile Map<ProfileName, Profile> byName;

    /** @throws IllegalArgumentException if the default is missing or a name occurs twice */
    public Profiles(List<Profile> profiles) {
        byName = checked(profiles);
    }

    /**
     * Puts others in place of all profiles. Answers that have begun keep what they began with; sessions whose profile is gone go on with
     * the default.
     *
     * @throws IllegalArgumentException if the default is missing or a name occurs twice; nothing is replaced then
     */
    public void replace(List<Profile> profiles) {
        byName = checked(profiles);
    }

    private static Map<ProfileName, Profile> checked(List<Profile> profiles) {
        Map<ProfileName, Profile> byName;
        try {
            byName = profiles.stream().collect(Collectors.toUnmodifiableMap(Profile::name, Function.identity()));
        } catch (IllegalStateException duplicate) {
            throw new IllegalArgumentException("two profiles have the same name", duplicate);
        }
        if (!byName.containsKey(ProfileName.DEFAULT)) {
            throw new IllegalArgumentException("there must be a profile named " + ProfileName.DEFAULT);
        }
        return byName;
    }

    /** Those that sessions may choose from now: the default, then the others by name. */
    public List<Profile> offered() {
        return byName.values().stream()
                .sorted(Comparator.comparing(
                                (Profile profile) -> !profile.name().equals(ProfileName.DEFAULT))
                        .thenComparing(profile -> profile.name().value()))
                .toList();
    }

    /** All there are now, in no particular order. */
    public List<Profile> all() {
        return List.copyOf(byName.values());
    }

    /**
     * The profile with this name.
     *
     * @throws ChatException.Invalid naming the profiles there are
     */
    public Profile require(ProfileName name) {
        Map<ProfileName, Profile> now = byName;
        Profile profile = now.get(name);
        if (profile == null) {
            List<String> known =
                    now.keySet().stream().map(ProfileName::value).sorted().toList();
            throw new ChatException.Invalid(
                    ErrorCode.INVALID_REQUEST,
                    "There is no profile named %s; choose one of %s.".formatted(name, String.join(", ", known)),
                    Map.of("field", "profile", "profiles", known));
        }
        return profile;
    }

    /** The profile of a running session: the default if the session's own is no longer there. */
    public Profile of(ProfileName name) {
        Map<ProfileName, Profile> now = byName;
        return now.getOrDefault(name, now.getOrDefault(ProfileName.DEFAULT, Profile.DEFAULT));
    }
}
