package dev.parley.domain.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AddressProofTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final ChannelAddress ADDRESS = new ChannelAddress(ChannelKind.EMAIL, "anna@example.com");
    private static final ChannelAddress OTHER = new ChannelAddress(ChannelKind.EMAIL, "bob@example.com");

    private final AddressProof sent = AddressProof.send(null, ADDRESS, "right", NOW);

    @Test
    void rightCodeProvesTheAddressThatItWentTo() {
        assertThat(sent.proves(ADDRESS, "right", NOW)).isTrue();
        assertThat(sent.proves(ADDRESS, "wrong", NOW)).isFalse();
        assertThat(sent.proves(OTHER, "right", NOW)).isFalse();
    }

    @Test
    void codeIsOfNoUseAfterItsTime() {
        assertThat(sent.proves(ADDRESS, "right", NOW.plus(AddressProof.LIFE).minusNanos(1)))
                .isTrue();
        assertThat(sent.proves(ADDRESS, "right", NOW.plus(AddressProof.LIFE))).isFalse();
    }

    @Test
    void codeIsUsedOnce() {
        assertThat(sent.used().proves(ADDRESS, "right", NOW)).isFalse();
    }

    @Test
    void codeIsOfNoUseAfterFiveWrongOnes() {
        AddressProof proof = sent;
        for (int wrong = 1; wrong <= 4; wrong++) {
            proof = proof.missed();
            assertThat(proof.proves(ADDRESS, "right", NOW)).isTrue();
        }
        proof = proof.missed();

        assertThat(proof.proves(ADDRESS, "right", NOW)).isFalse();
        assertThat(proof.missed().triesLeft()).isZero();
    }

    @Test
    void newCodeTakesThePlaceOfTheOneBefore() {
        AddressProof again = AddressProof.send(sent.missed(), ADDRESS, "new", NOW.plusSeconds(60));

        assertThat(again.proves(ADDRESS, "right", NOW.plusSeconds(60))).isFalse();
        assertThat(again.proves(ADDRESS, "new", NOW.plusSeconds(60))).isTrue();
        assertThat(again.triesLeft()).isEqualTo(AddressProof.TRIES);
    }

    @Test
    void fiveCodesAreSentInAnHourWhateverTheAddress() {
        @Nullable AddressProof proof = null;
        for (int minute = 0; minute < 5; minute++) {
            proof = AddressProof.send(proof, minute % 2 == 0 ? ADDRESS : OTHER, "code", NOW.plusSeconds(60L * minute));
        }
        AddressProof fifth = proof;

        assertThatExceptionOfType(ChatException.Limited.class)
                .isThrownBy(() -> AddressProof.send(fifth, ADDRESS, "code", NOW.plusSeconds(300)))
                .returns(ErrorCode.RATE_LIMITED, ChatException::code)
                .returns(Duration.ofMinutes(55), ChatException.Limited::retryAfter);
        assertThat(AddressProof.send(fifth, ADDRESS, "code", NOW.plus(Duration.ofHours(1)))
                        .sent())
                .hasSize(5);
    }
}
