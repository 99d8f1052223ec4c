package dev.parley.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.port.Sighting;
import dev.parley.application.port.UserDirectoryContract;
import dev.parley.application.port.UserQuery;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.user.Role;
import dev.parley.domain.user.User;
import dev.parley.domain.user.UserId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryUserDirectoryTest extends MemoryFixture implements UserDirectoryContract {
    private final InMemoryUserDirectory small = new InMemoryUserDirectory(3, time);

    private static UserId user(String name) {
        return new UserId(name);
    }

    private void seen(String... names) {
        for (String name : names) {
            small.seen(List.of(new Sighting(user(name), Role.VIEWER, FIRST)));
        }
    }

    private List<String> held() {
        return small.page(new UserQuery(null, null, null, 10, 0)).items().stream()
                .map(user -> user.id().value())
                .toList();
    }

    @Test
    void whoWasNotSeenForLongestMakesRoom() {
        seen("a", "b", "c", "a", "d");

        assertThat(held()).containsExactly("a", "c", "d");
    }

    @Test
    void thoseAboutWhomSomethingWasDecidedStay() {
        seen("a", "b");
        small.change(user("a"), User::disable);
        seen("c", "d", "e");

        assertThat(held()).containsExactly("a", "d", "e");
        assertThat(small.changedWithin(Duration.ofMinutes(1)))
                .containsExactly(small.find(user("a")).orElseThrow());
        small.change(user("a"), User::enable);
        seen("f", "g", "h");
        assertThat(held()).containsExactly("f", "g", "h");
        assertThat(small.changedWithin(Duration.ofMinutes(1))).isEmpty();
    }

    @Test
    void fullDirectoryDecidesAboutNobodyElseAndKeepsNobodyWhoComes() {
        for (String name : List.of("a", "b", "c")) {
            small.change(user(name), User::disable);
        }
        seen("d");

        assertThat(held()).containsExactly("a", "b", "c");
        assertThatExceptionOfType(ChatException.Unavailable.class)
                .isThrownBy(() -> small.change(user("d"), User::disable))
                .returns(ErrorCode.UNAVAILABLE, ChatException::code);
        small.change(user("c"), User::enable);
        small.change(user("d"), User::disable);
        assertThat(held()).containsExactly("a", "b", "d");
    }
}
