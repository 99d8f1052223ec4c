package dev.parley.domain.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.channel.ChannelKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleTest {
    @ParameterizedTest
    @CsvSource({
        "VIEWER,  VIEWER,  true",
        "VIEWER,  ANALYST, false",
        "VIEWER,  ADMIN,   false",
        "ANALYST, VIEWER,  true",
        "ANALYST, ANALYST, true",
        "ANALYST, ADMIN,   false",
        "ADMIN,   VIEWER,  true",
        "ADMIN,   ANALYST, true",
        "ADMIN,   ADMIN,   true",
    })
    void eachRoleMayDoWhatTheOnesBeforeItMay(Role role, Role needed, boolean enough) {
        assertThat(role.atLeast(needed)).isEqualTo(enough);
    }

    @Test
    void callerHasTheLeastRoleUnlessProvedOtherwise() {
        assertThat(Caller.of("anna")).isEqualTo(new Caller(new UserId("anna"), Role.VIEWER, ChannelKind.WEB));
    }
}
