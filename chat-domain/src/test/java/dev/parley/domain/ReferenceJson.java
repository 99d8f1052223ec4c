package dev.parley.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says whether a text is a JSON document in a way that has nothing in common with {@link JsonText}: it turns the text into tokens and
 * replaces innermost arrays and objects by a value, layer by layer, until one value or nothing replaceable is left.
 */
final class ReferenceJson {
    /** One token: s is a string, v any other scalar; brackets, colon and comma stand for themselves. */
    private static final List<Token> TOKENS = List.of(
            new Token("", "[ \\t\\r\\n]+"),
            new Token(
                    "s",
                    "\"(?:[^\"\\\\\\x00-\\x1F\\x{D800}-\\x{DFFF}]|\\\\[\"\\\\/bfnrt]"
                            + "|\\\\u(?!0000|[dD][89a-fA-F])[0-9a-fA-F]{4}"
                            + "|\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2})*+\""),
            new Token("v", "true|false|null|-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"),
            new Token("{", "\\{"),
            new Token("}", "\\}"),
            new Token("[", "\\["),
            new Token("]", "\\]"),
            new Token(":", ":"),
            new Token(",", ","));

    private static final Pattern INNERMOST =
            Pattern.compile("\\{\\}|\\{s:[sv](?:,s:[sv])*\\}|\\[\\]|\\[[sv](?:,[sv])*\\]");

    private ReferenceJson() {}

    static boolean accepts(String text) {
        List<String> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int length = 0;
            for (Token token : TOKENS) {
                Matcher matcher = token.form().matcher(text).region(at, text.length());
                if (matcher.lookingAt()) {
                    length = matcher.end() - at;
                    tokens.add(token.name());
                    break;
                }
            }
            if (length == 0) {
                return false;
            }
            at += length;
        }
        String rest = String.join("", tokens);
        int depth = 0;
        String reduced = INNERMOST.matcher(rest).replaceAll("v");
        while (!reduced.equals(rest)) {
            depth++;
            rest = reduced;
            reduced = INNERMOST.matcher(rest).replaceAll("v");
        }
        return (rest.equals("s") || rest.equals("v")) && depth <= JsonText.MAX_DEPTH;
    }

    private record Token(String name, Pattern form) {
        Token(String name, String form) {
            this(name, Pattern.compile(form));
        }
    }
}
