package dev.parley.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.ChatException;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.UserId;
import dev.parley.web.auth.TokenGate;
import dev.parley.web.auth.TokenMint;
import dev.parley.web.auth.TokenRules;
import dev.parley.web.auth.TokenSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class KeptSecretTest {
    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    @Test
    void isMadeOnceAndThenKept() throws IOException {
        Path data = folder.resolve("deep/parley-data");

        TokenSecret made = KeptSecret.in(data, random);
        TokenSecret found = KeptSecret.in(data, random);

        assertThat(passes(made, found)).isTrue();
        assertThat(Files.readString(data.resolve("jwt-secret"))).matches("[A-Za-z0-9_-]{64}\\n");
    }

    @Test
    void differsFromFolderToFolder() {
        assertThat(passes(KeptSecret.in(folder.resolve("a"), random), KeptSecret.in(folder.resolve("b"), random)))
                .isFalse();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void onlyItsOwnerCanReadIt() throws IOException {
        Path data = folder.resolve("parley-data");

        KeptSecret.in(data, random);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("jwt-secret"))))
                .isEqualTo("rw-------");
    }

    @Test
    void ownTextIsTakenAsItIs() throws IOException {
        Files.writeString(folder.resolve("jwt-secret"), "a secret that somebody wrote by hand\n");

        assertThat(passes(KeptSecret.in(folder, random), TokenSecret.of("a secret that somebody wrote by hand")))
                .isTrue();
    }

    @Test
    void emptyFileIsFilled() throws IOException {
        Files.createFile(folder.resolve("jwt-secret"));

        assertThat(passes(KeptSecret.in(folder, random), KeptSecret.in(folder, random)))
                .isTrue();
    }

    @Test
    void isFoundWhereItIsKeptAndNotMadeElsewhere() {
        TokenSecret kept = KeptSecret.in(folder.resolve("a"), random);

        assertThat(KeptSecret.find(folder.resolve("a")))
                .hasValueSatisfying(found -> assertThat(passes(kept, found)).isTrue());
        assertThat(KeptSecret.find(folder.resolve("b"))).isEmpty();
        assertThat(folder.resolve("b")).doesNotExist();
    }

    @Test
    void emptyFileIsNoSecret() throws IOException {
        Files.createFile(folder.resolve("jwt-secret"));

        assertThat(KeptSecret.find(folder)).isEmpty();
    }

    @Test
    void shortTextIsRefusedWithoutShowingIt() throws IOException {
        Files.writeString(folder.resolve("jwt-secret"), "hush");

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> KeptSecret.in(folder, random))
                .withMessage(folder.resolve("jwt-secret")
                        + " does not hold a secret that signs tokens; delete it, and a new one is made.");
    }

    @Test
    void folderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> KeptSecret.in(file.resolve("data"), random))
                .withMessageContaining(file.toString())
                .withMessageContaining("PARLEY_DATA_DIR");
    }

    /** Whether a token that is signed with the one passes under the other. */
    private static boolean passes(TokenSecret signing, TokenSecret checking) {
        String token = new TokenMint(TokenRules.of(signing), InstantSource.system())
                .mint(new UserId("alice"), Role.VIEWER, Duration.ofMinutes(1));
        try {
            return new TokenGate(TokenRules.of(checking), InstantSource.system())
                    .verify(token)
                    .user()
                    .equals(new UserId("alice"));
        } catch (ChatException.Unauthenticated refused) {
            return false;
        }
    }
}
