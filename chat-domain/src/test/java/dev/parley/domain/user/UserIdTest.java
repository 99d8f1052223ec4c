package dev.parley.domain.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserIdTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "Anna",
                "auth0|5f7c8ec7",
                "anna.b@example.org",
                "https://issuer.example/u=1",
                "a+b-c_d",
                "007"
            })
    void subjectsOfCommonIdentityProvidersAreAccepted(String value) {
        assertThat(new UserId(value)).hasToString(value);
    }

    @Test
    void lengthIsOneTo128Characters() {
        assertThat(new UserId("a".repeat(128)).value()).hasSize(128);
        assertRefused("");
        assertRefused("a".repeat(129));
    }

    static List<String> otherTexts() {
        return List.of(
                " ",
                "an na",
                " anna",
                "anna ",
                "anna\n",
                "\u00E4nna",
                "anna\u0000",
                "\uD83D\uDE00",
                "\uD83D",
                "\u0430nna",
                "anna\u200B",
                "a,b",
                "a;b",
                "<a>",
                "a'b",
                "a\"b",
                "a\\b",
                "a%b",
                "a#b",
                "a?b",
                "a*b",
                "a(b)",
                "a[b]",
                "\u0661");
    }

    @ParameterizedTest
    @MethodSource("otherTexts")
    void anyOtherCharacterIsRefused(String value) {
        assertRefused(value);
    }

    @Test
    void capitalsMakeAnotherUser() {
        assertThat(new UserId("anna")).isNotEqualTo(new UserId("Anna"));
    }

    @Test
    void usersAreOrderedByTheirText() {
        assertThat(List.of(new UserId("b"), new UserId("a"), new UserId("B")).stream()
                        .sorted())
                .containsExactly(new UserId("B"), new UserId("a"), new UserId("b"));
    }

    private static void assertRefused(String value) {
        assertThatExceptionOfType(ChatException.Invalid.class)
                .isThrownBy(() -> new UserId(value))
                .returns(ErrorCode.INVALID_REQUEST, ChatException::code)
                .returns(Map.of("field", "user_id"), ChatException::details);
    }
}
