package dev.parley.channel.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlackTextTest {
    @Test
    void threeCharactersAreEscapedAndNoOthers() {
        assertThat(SlackText.escaped("<!channel> & <@U024BE7LH> *b* _i_ &lt;"))
                .isEqualTo("&lt;!channel&gt; &amp; &lt;@U024BE7LH&gt; *b* _i_ &amp;lt;");
    }

    @Test
    void cutTextIsShortEnoughAndSplitsNoPair() {
        assertThat(SlackText.cut("abc", 3)).isEqualTo("abc");
        assertThat(SlackText.cut("abcd", 3)).isEqualTo("ab…");
        assertThat(SlackText.cut("a😀😀", 3)).isEqualTo("a…");
        assertThat(SlackText.cut("a😀😀", 4)).isEqualTo("a😀…");
    }

    @Test
    void escapedCutEndsInNoHalfEntity() {
        for (int most = 10; most < 60; most++) {
            String cut = SlackText.escapedCut("&<>".repeat(20) + "x😀".repeat(20), most);
            assertThat(cut.length()).isLessThanOrEqualTo(most);
            assertThat(cut.replaceAll("&(amp|lt|gt);", "")).doesNotContain("&", "<", ">");
        }
    }

    @Test
    void piecesAreTheTextWhateverItIs() {
        Random random = new Random(11);
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(200); i > 0; i--) {
                text.append(List.of("a", "\n", "😀", "&", " ").get(random.nextInt(5)));
            }
            int most = 2 + random.nextInt(20);

            List<String> pieces = SlackText.pieces(text.toString(), most);

            assertThat(String.join("", pieces)).isEqualTo(text.toString());
            assertThat(pieces).allSatisfy(piece -> {
                assertThat(piece.length()).isLessThanOrEqualTo(most);
                assertThat(piece).doesNotMatch("(?s)^[\\uDC00-\\uDFFF].*");
            });
        }
    }
}
