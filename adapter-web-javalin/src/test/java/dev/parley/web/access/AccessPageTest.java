package dev.parley.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What people read about access is what is tried. */
class AccessPageTest {
    private static final Path PAGE = Path.of(System.getProperty("parley.root", ".."), "docs", "access.md");
    private static final String WRITE = "parley.docs.write";

    @Test
    void pageHasTheTableThatIsTried() throws IOException {
        String page = Files.readString(PAGE);
        String renewed = AccessPage.renewed(page, AccessTable.lines());
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(PAGE, renewed);
            return;
        }

        assertThat(page)
                .as(
                        "docs/access.md; to write it anew: mvn -q -Pquick -pl adapter-web-javalin -am test -Dtest=AccessPageTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
                        WRITE)
                .isEqualTo(renewed);
    }

    @Test
    void expiredTokenIsNoToken() {
        assertThat(AccessTable.lines())
                .allSatisfy(line -> assertThat(line.rule().verdict(Kind.EXPIRED))
                        .isEqualTo(line.rule().verdict(Kind.NOBODY)));
    }
}
