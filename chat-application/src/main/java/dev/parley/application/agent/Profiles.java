package dev.parley.application.agent;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.session.ProfileName;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The profiles a session can choose from; one of them is the {@linkplain ProfileName#DEFAULT default}. */
public final class Profiles {
    private final Map<ProfileName, Profile> byName;

    /** @throws IllegalArgumentException if the default is missing or a name occurs twice */
    public Profiles(List<Profile> profiles) {
        try {
            byName = profiles.stream().collect(Collectors.toUnmodifiableMap(Profile::name, Function.identity()));
        } catch (IllegalStateException duplicate) {
            throw new IllegalArgumentException("two profiles have the same name", duplicate);
        }
        if (!byName.containsKey(ProfileName.DEFAULT)) {
            throw new IllegalArgumentException("there must be a profile named " + ProfileName.DEFAULT);
        }
    }

    /**
     * The profile with this name.
     *
     * @throws ChatException.Invalid naming the profiles there are
     */
    public Profile require(ProfileName name) {
        Profile profile = byName.get(name);
        if (profile == null) {
            List<String> known =
                    byName.keySet().stream().map(ProfileName::value).sorted().toList();
            throw new ChatException.Invalid(
                    ErrorCode.INVALID_REQUEST,
                    "There is no profile named %s; choose one of %s.".formatted(name, String.join(", ", known)),
                    Map.of("field", "profile", "profiles", known));
        }
        return profile;
    }

    /** The profile of a running session: the default if the session's own is no longer there. */
    public Profile of(ProfileName name) {
        return byName.getOrDefault(name, byName.getOrDefault(ProfileName.DEFAULT, Profile.DEFAULT));
    }
}
