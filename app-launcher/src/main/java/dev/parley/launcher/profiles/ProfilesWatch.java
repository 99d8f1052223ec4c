package dev.parley.launcher.profiles;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a file of profiles every two seconds and tells what it says when that has changed. A version with defects is refused with all of
 * them in the log, and what was told last goes on to hold. The content is compared, not times: files are small, and times lie.
 */
public final class ProfilesWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProfilesWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final ProfilesFile file;
    private final ProfilesDocument first;
    private String seen;
    private String trouble = "";
    private @Nullable Thread thread;

    /**
     * Reads the file for the first time.
     *
     * @throws ProfilesFileException naming all that is wrong with the file
     */
    public ProfilesWatch(ProfilesFile file) {
        this.file = file;
        this.seen = file.content();
        this.first = file.parse(seen);
    }

    /** What the file said at first. */
    public ProfilesDocument first() {
        return first;
    }

    /**
     * Begins to look.
     *
     * @param onChange called on the watch's own thread
     */
    public void start(Consumer<ProfilesDocument> onChange) {
        thread = Thread.ofVirtual().name("parley-profiles").start(() -> lookAgainAndAgain(onChange));
    }

    private void lookAgainAndAgain(Consumer<ProfilesDocument> onChange) {
        try {
            while (true) {
                Thread.sleep(BETWEEN_LOOKS);
                look(onChange);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look; never fails. */
    void look(Consumer<ProfilesDocument> onChange) {
        try {
            String content = file.content();
            trouble = "";
            if (!content.equals(seen)) {
                seen = content;
                onChange.accept(file.parse(content));
                LOG.info("The profiles were read again from {}", file);
            }
        } catch (ProfilesFileException wrong) {
            tell(wrong.lines());
        } catch (RuntimeException failure) {
            LOG.error("The profiles could not be replaced; the old ones stay in use", failure);
        }
    }

    /** Each trouble is told once, not every two seconds. */
    private void tell(String lines) {
        if (!lines.equals(trouble)) {
            trouble = lines;
            LOG.error("The profiles were not read again, and the old ones stay in use:\n{}", lines);
        }
    }

    @Override
    public void close() {
        Thread looking = thread;
        if (looking != null) {
            looking.interrupt();
        }
    }
}
