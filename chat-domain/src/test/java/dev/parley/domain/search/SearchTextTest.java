package dev.parley.domain.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.ChatException;
import org.junit.jupiter.api.Test;

class SearchTextTest {
    private static boolean isIn(String wanted, String text) {
        return new SearchText(wanted).isIn(text);
    }

    @Test
    void isFoundAnywhereInUpperOrLowerCase() {
        assertThat(isIn("tea", "Green TEA.")).isTrue();
        assertThat(isIn("GREEN TEA.", "Green TEA.")).isTrue();
        assertThat(isIn("Green  tea", "Green TEA.")).isFalse();
        assertThat(isIn("tea", "te")).isFalse();
        assertThat(isIn("tea", "")).isFalse();
        assertThat(isIn("北京", "明天北京的天气")).isTrue();
    }

    @Test
    void everyCharacterStandsForOne() {
        assertThat(isIn("istanbul", "İSTANBUL")).isTrue();
        assertThat(isIn("σοφός", "ΣΟΦΌΣ")).isTrue();
        assertThat(isIn("ss", "ß")).isFalse();
        assertThat(isIn("ẞ", "ß")).isTrue();
        assertThat(isIn("\uD801\uDC00", "x\uD801\uDC28")).isTrue();
        assertThat(isIn("\uD83D\uDE00", "\uD83D\uDE01\uD83D\uDE00")).isTrue();
    }

    @Test
    void hasOneTo200LegalCharacters() {
        String longest = "\uD83D\uDE00".repeat(200);
        assertThat(SearchText.parse("q", longest).value()).isEqualTo(longest);
        for (String bad : new String[] {"", longest + "x", "a\0b", "a\uD83D"}) {
            assertThatThrownBy(() -> SearchText.parse("q", bad)).isInstanceOf(ChatException.Invalid.class);
        }
    }
}
