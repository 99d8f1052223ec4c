package dev.parley.launcher;

/** Why Parley cannot do what it was asked for, although all settings are right. Its message is one sentence for the person who started it. */
final class LaunchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LaunchException(String sentence) {
        super(sentence, null, false, false);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
