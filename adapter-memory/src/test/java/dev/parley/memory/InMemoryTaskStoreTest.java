package dev.parley.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.port.TaskStoreContract;
import dev.parley.application.testkit.Given;
import dev.parley.domain.ChatException;
import dev.parley.domain.task.Task;
import dev.parley.domain.task.TaskId;
import dev.parley.domain.task.TaskReference;
import dev.parley.domain.task.TaskTitle;
import dev.parley.domain.user.UserId;
import org.junit.jupiter.api.Test;

class InMemoryTaskStoreTest extends MemoryFixture implements TaskStoreContract {
    private static Task add(InMemoryTaskStore store, UserId owner) {
        TaskId id = new TaskId(Given.IDS.next());
        return store.add(owner, number -> Task.open(id, number, owner, new TaskTitle("task"), NOW), PLENTY, null);
    }

    @Test
    void deletedTasksMakeRoomForNewOnes() {
        InMemoryTaskStore store = new InMemoryTaskStore(2);
        UserId owner = Given.user();
        Task first = add(store, owner);
        Task second = add(store, Given.user());
        store.delete(owner, TaskReference.of(first.id()), NOW, null);

        assertThat(add(store, owner).number()).isEqualTo(2);
        assertThat(store.find(second.owner(), TaskReference.of(second.id()))).contains(second);
    }

    @Test
    void fullStoreRefusesAndForgetsNothing() {
        InMemoryTaskStore store = new InMemoryTaskStore(1);
        Task task = add(store, Given.user());

        assertThatExceptionOfType(ChatException.Unavailable.class).isThrownBy(() -> add(store, Given.user()));
        assertThat(store.find(task.owner(), TaskReference.of(1))).contains(task);
    }
}
