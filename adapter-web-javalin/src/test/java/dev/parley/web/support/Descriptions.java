package dev.parley.web.support;

import dev.parley.application.Parley;
import dev.parley.memory.InMemoryStorage;
import dev.parley.web.ParleyServer;
import dev.parley.web.WebSettings;
import dev.parley.web.auth.TokenSecret;

/** The descriptions that a server gives of itself; the same for all servers but for their limits. */
public final class Descriptions {
    private static final Descriptions OF_A_SERVER = load();

    private final DescribedSchemas http;
    private final DescribedSchemas socket;

    private Descriptions(byte[] http, byte[] socket) {
        this.http = new DescribedSchemas(http);
        this.socket = new DescribedSchemas(socket);
    }

    /** What goes over HTTP. */
    public static DescribedSchemas http() {
        return OF_A_SERVER.http;
    }

    /** What goes over WebSockets. */
    public static DescribedSchemas socket() {
        return OF_A_SERVER.socket;
    }

    private static Descriptions load() {
        try (Parley parley = Parley.builder()
                        .storage(InMemoryStorage.open())
                        .model(new ScriptedModel())
                        .build();
                ParleyServer server = ParleyServer.start(
                        parley,
                        WebSettings.of(TokenSecret.of("a secret for nobody, which is long enough"))
                                .at("127.0.0.1", 0))) {
            return new Descriptions(
                    server.description().openApi().bytes(),
                    server.description().asyncApi().bytes());
        }
    }
}
