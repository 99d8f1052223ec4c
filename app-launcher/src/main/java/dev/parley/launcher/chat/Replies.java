package dev.parley.launcher.chat;

import dev.parley.launcher.client.ClientException;
import dev.parley.launcher.client.ParleyClient;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What comes of requests, taken on the client's thread; then it is shown how things are. */
final class Replies {
    private final ParleyClient client;
    private final Runnable afterwards;

    Replies(ParleyClient client, Runnable afterwards) {
        this.client = client;
        this.afterwards = afterwards;
    }

    <T> void then(CompletableFuture<T> future, Consumer<? super T> done, Consumer<ClientException> refused) {
        client.then(
                future,
                value -> {
                    done.accept(value);
                    afterwards.run();
                },
                failure -> {
                    refused.accept(failure);
                    afterwards.run();
                });
    }
}
