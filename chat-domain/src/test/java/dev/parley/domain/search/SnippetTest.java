package dev.parley.domain.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnippetTest {
    private static final String FAMILY = "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66";

    private static Snippet snippet(String text, String wanted) {
        return new SearchText(wanted).snippetOf(text).orElseThrow();
    }

    private static String marked(Snippet snippet) {
        return snippet.text().substring(snippet.start(), snippet.start() + snippet.length());
    }

    @Test
    void shortTextIsShownAsItIs() {
        assertThat(snippet("Green tea\nfor two", "TEA"))
                .isEqualTo(new Snippet("Green tea\nfor two", 6, 3, false, false));
        assertThat(new SearchText("coffee").snippetOf("Green tea")).isEmpty();
    }

    @Test
    void firstFindingIsShown() {
        assertThat(snippet("tea tea", "tea")).isEqualTo(new Snippet("tea tea", 0, 3, false, false));
    }

    @Test
    void longTextIsCutOnBothSides() {
        String text = "a".repeat(1_000) + "needle" + "b".repeat(1_000);

        assertThat(snippet(text, "needle"))
                .isEqualTo(new Snippet("a".repeat(51) + "needle" + "b".repeat(103), 51, 6, true, true));
    }

    @Test
    void roomThatOneSideLeavesGoesToTheOther() {
        assertThat(snippet("needle" + "b".repeat(1_000), "needle"))
                .isEqualTo(new Snippet("needle" + "b".repeat(154), 0, 6, false, true));
        assertThat(snippet("a".repeat(1_000) + "needle", "needle"))
                .isEqualTo(new Snippet("a".repeat(154) + "needle", 154, 6, true, false));
        assertThat(snippet("a".repeat(1_000) + "needle" + "b".repeat(10), "needle"))
                .isEqualTo(new Snippet("a".repeat(144) + "needle" + "b".repeat(10), 144, 6, true, false));
    }

    @Test
    void findingThatIsLongerThanAPieceIsShownWhole() {
        String wanted = "x".repeat(200);

        assertThat(snippet("<" + wanted + ">", wanted)).isEqualTo(new Snippet(wanted, 0, 200, true, true));
    }

    @Test
    void lettersWhoseLowerCaseIsLongerDoNotShiftTheMark() {
        Snippet snippet = snippet("İİİİ Needle İİ", "NEEDLE");

        assertThat("İ".toLowerCase(Locale.ROOT)).hasSize(2);
        assertThat(marked(snippet)).isEqualTo("Needle");
    }

    @Test
    void charactersAsPeopleSeeThemAreNotCut() {
        for (String character : List.of(FAMILY, "e\u0301\u0323", "\uD83C\uDDE9\uD83C\uDDEA", "\r\n", "नि", "각")) {
            for (int shift = 0; shift < 12; shift++) {
                String before = character.repeat(200) + "-".repeat(shift);
                Snippet snippet = snippet(before + "needle" + "-".repeat(shift) + character.repeat(200), "needle");

                assertThat(marked(snippet)).isEqualTo("needle");
                String around = snippet.text().replace("needle", "").replace("-", "");
                assertThat(around.length() % character.length()).isZero();
                assertThat(around.replace(character, "")).isEmpty();
                assertThat(snippet.text().length()).isGreaterThan(40);
            }
        }
    }

    @Test
    void endlessCharacterIsCutAnywhere() {
        String piled = "a" + "\u0301".repeat(3_000);
        Snippet snippet = snippet(piled + "needle" + "\u0301".repeat(3_000), "needle");

        assertThat(marked(snippet)).isEqualTo("needle");
        assertThat(snippet.text()).hasSizeBetween(100, 160);
    }

    @Test
    void everySnippetIsAPieceOfItsTextWithTheFindingInIt() {
        long seed = System.nanoTime();
        System.out.println("everySnippetIsAPieceOfItsTextWithTheFindingInIt: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text = randomText(random, random.nextInt(400) + 1);
            int begin = text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length())));
            int most = Math.min(200, text.codePointCount(begin, text.length()));
            int end = text.offsetByCodePoints(begin, 1 + random.nextInt(most));
            String wanted = text.substring(begin, end);

            Snippet snippet = snippet(text, wanted);

            assertThat(text).contains(snippet.text());
            assertThat(marked(snippet)).isEqualToIgnoringCase(wanted);
            int codePoints = snippet.text().codePointCount(0, snippet.text().length());
            assertThat(codePoints)
                    .isLessThanOrEqualTo(Math.max(Snippet.CODE_POINTS, wanted.codePointCount(0, wanted.length())));
            assertThat(snippet.text().codePoints()).noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
            assertThat(snippet.text().length() == text.length())
                    .isEqualTo(!snippet.moreBefore() && !snippet.moreAfter());
        }
    }

    private static String randomText(Random random, int pieces) {
        List<String> alphabet =
                List.of("a", "B", " ", "ß", "İ", "\u0301", "\u200D", "中", "\uD83D\uDE00", FAMILY, "\uD83C\uDDE9", "\n");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(alphabet.get(random.nextInt(alphabet.size())));
        }
        return text.toString();
    }
}
