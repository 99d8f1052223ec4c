package dev.parley.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies as mail programs write them. */
class QuotedTextTest {
    private static void assertReply(String text) {
        assertThat(QuotedText.cut(text)).isEqualTo("Yes");
    }

    @Test
    void gmail() {
        assertReply("""
                Yes

                On Fri, Jan 2, 2026 at 3:04 AM Parley <agent@parley.test> wrote:

                > Your answer is asked for:
                >
                > no
                """);
    }

    @Test
    void gmailWithALongAttribution() {
        assertReply("""
                Yes

                On Fri, Jan 2, 2026 at 3:04 AM Parley <
                agent+abcdefghijklmnopqrstuvwxyz234567abcdefghijklm@parley.test>
                wrote:

                > no
                """);
    }

    @Test
    void gmailInGerman() {
        assertReply("""
                Yes

                Am Fr., 2. Jan. 2026 um 03:04 Uhr schrieb Parley <agent@parley.test>:

                > no
                """);
    }

    @Test
    void gmailInFrench() {
        assertReply("""
                Yes

                Le ven. 2 janv. 2026 à 03:04, Parley <agent@parley.test> a écrit :

                > no
                """);
    }

    @Test
    void outlookOnWindows() {
        assertReply("""
                Yes

                From: Parley <agent@parley.test>
                Sent: Friday, January 2, 2026 3:04 AM
                To: Anna <anna@example.com>
                Subject: [Parley] May I?

                Your answer is asked for:
                no
                """);
    }

    @Test
    void outlookWithARule() {
        assertReply("""
                Yes

                ________________________________
                From: Parley <agent@parley.test>
                Sent: Friday, January 2, 2026 3:04 AM

                no
                """);
    }

    @Test
    void outlookInGerman() {
        assertReply("""
                Yes

                Von: Parley <agent@parley.test>
                Gesendet: Freitag, 2. Januar 2026 03:04
                An: Anna <anna@example.com>
                Betreff: [Parley] May I?

                nein
                """);
    }

    @Test
    void outlookOfOldTimes() {
        assertReply("""
                Yes

                -----Original Message-----
                From: Parley
                no
                """);
    }

    @Test
    void appleMail() {
        assertReply("""
                Yes

                > On 2 Jan 2026, at 03:04, Parley <agent@parley.test> wrote:
                >\u0020
                > no
                """);
    }

    @Test
    void appleMailOnAPhone() {
        assertReply("""
                Yes

                Sent from my iPhone

                > On 2. Jan 2026, at 03:04, Parley <agent@parley.test> wrote:
                > no
                """);
    }

    @Test
    void thunderbird() {
        assertReply("""
                Yes

                On 1/2/26 03:04, Parley wrote:
                > no
                """);
    }

    @Test
    void thunderbirdInGerman() {
        assertReply("""
                Yes

                Am 02.01.26 um 03:04 schrieb Parley:
                > nein
                """);
    }

    @Test
    void signatureIsCutOff() {
        assertReply("Yes\n-- \nAnna Meier\nNo Such Company\n");
        assertReply("Yes\n--\nAnna");
        assertReply("Yes\n\nGet Outlook for iOS");
        assertReply("Yes\n\nVon meinem iPhone gesendet");
    }

    @Test
    void answerBelowWhatIsQuotedCountsIfNothingStandsAbove() {
        assertReply("On Fri, Jan 2, 2026 at 3:04 AM Parley <agent@parley.test> wrote:\n> May I?\n> Well?\n\nYes\n");
        assertReply("> May I?\n\nYes\n-- \nAnna");
    }

    @Test
    void whatIsQuotedWithoutMarksIsNoAnswer() {
        assertThat(QuotedText.cut("-----Original Message-----\nFrom: Parley\nyes\nyes\nyes\nyes"))
                .isEmpty();
        assertThat(QuotedText.cut("From: Parley <a@b>\nSent: Friday\nTo: Anna\nyes"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "On Monday I wrote to them:\nnothing came",
                "I am from: Berlin",
                "From: Berlin, to: nowhere",
                "a -- b",
                "Get it done",
                "On it",
                "She wrote:\nwell",
                "Two\n\nparagraphs",
                ""
            })
    void whatOnlyLooksLikeItStays(String text) {
        assertThat(QuotedText.cut(text)).isEqualTo(text);
    }

    @Test
    void linesOfTheNetworkAreLinesOfOurs() {
        assertThat(QuotedText.cut("One\r\nTwo\r\n> x")).isEqualTo("One\nTwo");
    }

    /** As long as a mail can be, and made to keep patterns busy. */
    @Test
    void longTextsAreCutInAReasonableTime() {
        assertThat(QuotedText.cut("On " + "a <".repeat(200_000) + ":")).startsWith("On a <");
        assertThat(QuotedText.cut("On a b c d\n".repeat(50_000))).startsWith("On a b c d\nOn");
        assertThat(QuotedText.cut("From: x\n".repeat(50_000))).startsWith("From");
    }
}
