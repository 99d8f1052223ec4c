package dev.parley.domain;

/**
 * One JSON document as text, kept byte for byte as it was sent. The constructor accepts well-formed JSON (RFC 8259) only, at most
 * {@value #MAX_DEPTH} levels deep, so that it can be embedded in other JSON as it is, with numbers and names that no reader chokes on.
 * Escapes of U+0000 and of lone surrogates are refused, as {@link TextRules} refuses the characters.
 *
 * @param text the document
 */
public record JsonText(String text) {
    /** How deep objects and arrays may nest. */
    public static final int MAX_DEPTH = 64;

    /** How many characters a number may have. */
    public static final int MAX_NUMBER_LENGTH = 400;

    /** How many UTF-16 code units the name of a member may have, however it is spelled. */
    public static final int MAX_NAME_LENGTH = 1_000;

    /** The empty object. */
    public static final JsonText EMPTY_OBJECT = new JsonText("{}");

    /** @throws ChatException.Invalid with code {@code invalid_json} if the text is not one JSON document */
    public JsonText {
        new Recognizer(text).recognize();
    }

    /** Whether the document is an object. */
    public boolean isObject() {
        return text.stripLeading().startsWith("{");
    }

    @Override
    public String toString() {
        return text;
    }

    /** Walks over a document without building anything. */
    private static final class Recognizer {
        private final String text;
        private int at;

        Recognizer(String text) {
            this.text = text;
        }

        void recognize() {
            space();
            value(1);
            space();
            if (at < text.length()) {
                throw wrong("the end of the document");
            }
        }

        private void value(int depth) {
            switch (peek()) {
                case '{' -> members(depth);
                case '[' -> elements(depth);
                case '"' -> string();
                case 't' -> literal("true");
                case 'f' -> literal("false");
                case 'n' -> literal("null");
                default -> number();
            }
        }

        private void members(int depth) {
            open(depth);
            if (closed('}')) {
                return;
            }
            do {
                space();
                name();
                space();
                expect(':');
                space();
                value(depth + 1);
                space();
            } while (another('}'));
        }

        private void elements(int depth) {
            open(depth);
            if (closed(']')) {
                return;
            }
            do {
                space();
                value(depth + 1);
                space();
            } while (another(']'));
        }

        private void open(int depth) {
            if (depth > MAX_DEPTH) {
                throw new ChatException.Invalid(
                        ErrorCode.INVALID_JSON, "JSON is nested deeper than %d levels.".formatted(MAX_DEPTH));
            }
            at++;
        }

        private boolean closed(char bracket) {
            space();
            if (peek() != bracket) {
                return false;
            }
            at++;
            return true;
        }

        private boolean another(char bracket) {
            if (peek() == ',') {
                at++;
                return true;
            }
            expect(bracket);
            return false;
        }

        private void name() {
            if (string() > MAX_NAME_LENGTH) {
                throw tooLong("name", MAX_NAME_LENGTH);
            }
        }

        /** @return its length in UTF-16 code units */
        private int string() {
            expect('"');
            int units = 0;
            while (peek() != '"') {
                if (at == text.length()) {
                    throw wrong("the end of the string");
                }
                char unit = text.charAt(at++);
                units++;
                if (unit == '\\') {
                    units += escape() - 1;
                } else if (unit < ' ') {
                    at--;
                    throw wrong("an escaped control character");
                } else if (Character.isSurrogate(unit)) {
                    if (!Character.isHighSurrogate(unit) || !Character.isLowSurrogate(peek())) {
                        throw wrong("a surrogate pair");
                    }
                    at++;
                    units++;
                }
            }
            at++;
            return units;
        }

        /** @return how many UTF-16 code units it stands for */
        private int escape() {
            char kind = peek();
            at++;
            if (kind == 'u') {
                char unit = hex();
                if (unit == 0 || Character.isLowSurrogate(unit)) {
                    throw wrong("an escape of something else than U+0000 or a lone surrogate");
                }
                if (Character.isHighSurrogate(unit)) {
                    expect('\\');
                    expect('u');
                    if (!Character.isLowSurrogate(hex())) {
                        throw wrong("the escape of a low surrogate before it");
                    }
                    return 2;
                }
            } else if ("\"\\/bfnrt".indexOf(kind) < 0) {
                at--;
                throw wrong("one of the escapes of JSON");
            }
            return 1;
        }

        private char hex() {
            int unit = 0;
            for (int i = 0; i < 4; i++) {
                char character = peek();
                int digit = character < 128 ? Character.digit(character, 16) : -1;
                if (digit < 0) {
                    throw wrong("four hexadecimal digits");
                }
                unit = unit * 16 + digit;
                at++;
            }
            return (char) unit;
        }

        private void number() {
            int start = at;
            if (peek() == '-') {
                at++;
            }
            if (peek() == '0') {
                at++;
            } else {
                digits();
            }
            if (peek() == '.') {
                at++;
                digits();
            }
            if (peek() == 'e' || peek() == 'E') {
                at++;
                if (peek() == '+' || peek() == '-') {
                    at++;
                }
                digits();
            }
            if (at - start > MAX_NUMBER_LENGTH) {
                throw tooLong("number", MAX_NUMBER_LENGTH);
            }
        }

        private void digits() {
            int start = at;
            while (peek() >= '0' && peek() <= '9') {
                at++;
            }
            if (at == start) {
                throw wrong("a value");
            }
        }

        private void literal(String literal) {
            if (!text.startsWith(literal, at)) {
                throw wrong("a value");
            }
            at += literal.length();
        }

        private void space() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private void expect(char character) {
            if (peek() != character) {
                throw wrong("'" + character + "'");
            }
            at++;
        }

        /** The character at the current place, or U+0000, which no JSON document contains, behind the end. */
        private char peek() {
            return at < text.length() ? text.charAt(at) : 0;
        }

        private static ChatException.Invalid tooLong(String what, int maximum) {
            return new ChatException.Invalid(
                    ErrorCode.INVALID_JSON, "JSON has a %s of more than %d characters.".formatted(what, maximum));
        }

        private ChatException.Invalid wrong(String expected) {
            return new ChatException.Invalid(
                    ErrorCode.INVALID_JSON, "JSON is malformed at index %d: expected %s.".formatted(at, expected));
        }
    }
}
