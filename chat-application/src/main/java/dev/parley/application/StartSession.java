package dev.parley.application;

import dev.parley.domain.session.Metadata;
import dev.parley.domain.session.ProfileName;
import dev.parley.domain.session.Title;

/** What a new session shall be. */
public record StartSession(Title title, Metadata metadata, ProfileName profile, WhenFull whenFull) {
    /** Without title and metadata, on the default profile. */
    public static final StartSession PLAIN =
            new StartSession(Title.NONE, Metadata.NONE, ProfileName.DEFAULT, WhenFull.REJECT);
}
