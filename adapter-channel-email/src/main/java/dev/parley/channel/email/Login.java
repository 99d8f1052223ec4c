package dev.parley.channel.email;

import java.io.IOException;

/** How Parley proves to a mail server who it is. Prints no secret. */
public sealed interface Login {
    /** It need not. */
    record Nobody() implements Login {}

    /** By a password, such as an app password of Gmail. */
    record Password(String user, String password) implements Login {
        @Override
        public String toString() {
            return "Password[user=" + user + "]";
        }
    }

    /** By an access token (XOAUTH2). */
    record AccessToken(String user, AccessTokenSource source) implements Login {
        @Override
        public String toString() {
            return "AccessToken[user=" + user + "]";
        }
    }

    /** The name of the account; empty if there is none. */
    default String name() {
        return switch (this) {
            case Nobody nobody -> "";
            case Password password -> password.user();
            case AccessToken token -> token.user();
        };
    }

    /** What is said to be known by its owner only, now. */
    default String secret() throws IOException, InterruptedException {
        return switch (this) {
            case Nobody nobody -> "";
            case Password password -> password.password();
            case AccessToken token -> token.source().token();
        };
    }
}
