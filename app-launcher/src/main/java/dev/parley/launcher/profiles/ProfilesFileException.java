package dev.parley.launcher.profiles;

import java.util.List;

/** A file of profiles that cannot be used. Its message names all that is wrong with it, one defect in each line. */
public final class ProfilesFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ProfilesFileException(List<String> defects) {
        super(String.join("\n", defects), null, false, false);
    }

    /** What is wrong, for people. */
    public String lines() {
        return String.valueOf(getMessage());
    }
}
