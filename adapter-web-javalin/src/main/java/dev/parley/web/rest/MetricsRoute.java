package dev.parley.web.rest;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.domain.user.Role;
import dev.parley.web.management.MetricsSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was measured, for admins; monitors that have no token use the management port. */
public final class MetricsRoute {
    public static final String PATH = "/metrics";

    private final MetricsSource source;

    public MetricsRoute(MetricsSource source) {
        this.source = source;
    }

    /** Its part of the table. */
    public List<Route<?>> routes() {
        return List.of(Route.get(PATH, "Gives what was measured, for Prometheus; to admins")
                .named(Topic.SERVER, "metrics")
                .refuses(ErrorCode.FORBIDDEN)
                .gives("text/plain", "application/openmetrics-text")
                .by(call -> {
                    if (!call.caller().role().atLeast(Role.ADMIN)) {
                        throw new ChatException.Forbidden("Only admins may see what was measured.");
                    }
                    return metrics(call.header("Accept"));
                }));
    }

    /** For those who may see it. */
    public Answer metrics(@Nullable String accept) {
        MetricsSource.Exposition exposition = source.read(accept);
        return new Answer.Content(
                200,
                exposition.contentType(),
                Map.of(),
                out -> out.write(exposition.text().getBytes(StandardCharsets.UTF_8)));
    }
}
