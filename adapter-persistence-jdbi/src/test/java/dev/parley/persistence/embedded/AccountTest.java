package dev.parley.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only root can try; other users run the programs directly, as all other tests do then. */
final class AccountTest {
    private static final Account.Owner NOBODY = new Account.Owner(65_534, 65_534);
    private static final Account UNUSABLE = new Account(List.of("false"), null);

    @TempDir
    Path directory;

    private Programs programs;

    @BeforeEach
    void onlyAsRoot() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        programs = Programs.unpackedIn(Path.of("target", "postgres-programs"));
        assumeThat(Account.as(NOBODY).command("ls", programs.folder()).ask().succeeded())
                .isTrue();
    }

    @Test
    void folderOfAnotherUserStaysThatUsers() throws Exception {
        FileTree.give(directory, NOBODY.user(), NOBODY.group());
        for (int round = 0; round < 2; round++) {
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(TestFolders.settings(directory))) {
                assertThat(Account.Owner.of(Path.of("/proc", String.valueOf(postgres.pid()))))
                        .isEqualTo(NOBODY);
                Sql.execute(postgres, "create table if not exists kept as select 7 as number");
                assertThat(Sql.value(postgres, "select number from kept")).isEqualTo("7");
            }
        }
        for (String name : List.of("postgres/base", "postgres-password", "postgres.log", "postgres.lock")) {
            assertThat(Account.Owner.of(directory.resolve(name))).isEqualTo(NOBODY);
        }
    }

    @Test
    void userWithoutANameRunsItInANamespace() throws Exception {
        assumeThat(Command.of("unshare", "-U", "true").ask().succeeded()).isTrue();
        Account.Owner nameless = new Account.Owner(54_321, 54_321);
        FileTree.give(directory, nameless.user(), nameless.group());
        assertThat(Account.choose(Account.candidates(directory), directory, programs))
                .isEqualTo(Account.as(nameless).inNamespace());

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(TestFolders.settings(directory))) {
            assertThat(Account.Owner.of(Path.of("/proc", String.valueOf(postgres.pid()))))
                    .isEqualTo(nameless);
        }
    }

    @Test
    void firstAccountThatWorksIsTaken() throws Exception {
        assertThat(Account.choose(List.of(UNUSABLE, Account.as(NOBODY)), directory, programs))
                .isEqualTo(Account.as(NOBODY));
    }

    @Test
    void databaseMadeByRootIsHandedOver() throws Exception {
        TestFolders.used(directory);

        Account.as(NOBODY).own(directory.resolve("postgres"));

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(TestFolders.settings(directory))) {
            assertThat(Account.Owner.of(Path.of("/proc", String.valueOf(postgres.pid()))))
                    .isEqualTo(NOBODY);
        }
    }

    @Test
    void folderThatNobodyReachesIsRefused() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));

        assertThatExceptionOfType(EmbeddedPostgresException.class)
                .isThrownBy(() -> Account.choose(List.of(UNUSABLE, Account.as(NOBODY)), directory, programs))
                .withMessageContaining("PostgreSQL refuses to run as root")
                .withMessageContaining("can't cd");
    }
}
