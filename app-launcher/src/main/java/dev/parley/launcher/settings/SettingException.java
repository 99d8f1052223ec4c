package dev.parley.launcher.settings;

/** A setting that is unknown or has a value that it cannot have. Its message is one sentence for the person who set it. */
public final class SettingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SettingException(String sentence) {
        super(sentence, null, false, false);
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
