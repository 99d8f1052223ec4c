package dev.parley.channel.slack;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import com.slack.api.methods.response.auth.AuthTestResponse;
import com.slack.api.util.http.SlackHttpClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * Slack's Web API, called once each time: no second try, no redirects, answers and times bounded. A call ends soon after an interrupt. Safe
 * for many threads.
 */
final class SlackApi implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final long LARGEST_ANSWER = 4L << 20;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    private static final List<String> SCOPES = List.of("chat:write", "im:write", "im:history");
    private static final List<String> SCOPES_FOR_EMAIL = List.of("users:read", "users:read.email");

    private final SlackSettings settings;
    private final OkHttpClient http;
    private final MethodsClient methods;
    private volatile @Nullable String team;

    /** @param patience the most that a call may take */
    SlackApi(SlackSettings settings, Duration patience) {
        this.settings = settings;
        this.http = new OkHttpClient.Builder()
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(CONNECT)
                .callTimeout(patience)
                .addInterceptor(SlackApi::bounded)
                .build();
        SlackConfig config = new SlackConfig();
        config.setMethodsEndpointUrlPrefix(settings.api().toString());
        config.setStatsEnabled(false);
        // They would log what is sent and answered.
        config.setHttpClientResponseHandlers(List.of());
        this.methods = Slack.getInstance(config, new SlackHttpClient(http)).methods(settings.botToken());
        this.team = settings.team();
    }

    /** Another status than that of success. */
    private static final class StatusException extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final @Nullable String retryAfter;

        StatusException(int status, @Nullable String retryAfter) {
            this.status = status;
            this.retryAfter = retryAfter;
        }
    }

    /** Ends here what has another status, since the client would log what such an answer says. */
    private static Response bounded(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        if (!response.isSuccessful()) {
            response.close();
            throw new StatusException(response.code(), response.header("Retry-After"));
        }
        ResponseBody body = response.body();
        if (body != null && body.source().request(LARGEST_ANSWER + 1)) {
            response.close();
            throw new IOException("the answer is too large");
        }
        return response;
    }

    /** One call of one method. */
    @FunctionalInterface
    interface Call<R extends SlackApiTextResponse> {
        R run(MethodsClient methods) throws IOException, SlackApiException;
    }

    /** @return what Slack answered, which is a success */
    <R extends SlackApiTextResponse> R call(Call<R> call) throws SlackException, InterruptedException {
        FutureTask<R> task = new FutureTask<>(() -> call.run(methods));
        Thread.ofVirtual().name("parley-slack-call").start(task);
        R answer;
        try {
            answer = task.get();
        } catch (ExecutionException failure) {
            throw translated(failure.getCause());
        } finally {
            // Interrupts what is still waited for.
            task.cancel(true);
        }
        if (answer == null) {
            throw SlackErrors.unknown("Slack answered with nothing");
        }
        if (!answer.isOk()) {
            throw SlackErrors.refused(answer.getError(), answer.getNeeded());
        }
        return answer;
    }

    private static SlackException translated(@Nullable Throwable cause) {
        return switch (cause) {
            case StatusException answered -> translated(answered);
            case IOException unreachable ->
                SlackErrors.unknown("Slack cannot be reached, or did not answer in time ("
                        + unreachable.getClass().getSimpleName() + ")");
            case Error broken -> throw broken;
            case null, default -> SlackErrors.unknown("Slack answered with something that cannot be read");
        };
    }

    private static SlackException translated(StatusException answered) {
        if (answered.status == TOO_MANY_REQUESTS) {
            return SlackErrors.limited(answered.retryAfter);
        }
        String reason = "Slack answered with status " + answered.status;
        return answered.status >= SERVER_ERRORS
                ? SlackErrors.unknown(reason)
                : new SlackException(reason, "", SlackException.Kind.PASSING, null);
    }

    /** Looks whether Slack lets the app in, with all scopes that it needs. */
    void check() throws SlackException, InterruptedException {
        AuthTestResponse answer = call(api -> api.authTest(request -> request));
        Set<String> given = scopes(answer);
        List<String> missing = Stream.concat(
                        SCOPES.stream(), settings.mapByEmail() ? SCOPES_FOR_EMAIL.stream() : Stream.empty())
                .filter(scope -> !given.contains(scope))
                .toList();
        if (!given.isEmpty() && !missing.isEmpty()) {
            throw SlackErrors.refused("missing_scope", String.join(",", missing));
        }
    }

    /** Those that Slack says the token has; empty if it does not say. */
    private static Set<String> scopes(AuthTestResponse answer) {
        Map<String, List<String>> headers = answer.getHttpResponseHeaders();
        return headers == null
                ? Set.of()
                : headers.entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("X-OAuth-Scopes"))
                        .flatMap(header -> header.getValue().stream())
                        .flatMap(value -> Arrays.stream(value.split(",")))
                        .map(String::strip)
                        .filter(scope -> !scope.isEmpty())
                        .collect(Collectors.toSet());
    }

    /** The workspace whose members count. */
    String team() throws SlackException, InterruptedException {
        String known = team;
        if (known == null) {
            known = call(api -> api.authTest(request -> request)).getTeamId();
            if (known == null || known.isEmpty()) {
                throw SlackErrors.refused(null, null);
            }
            team = known;
        }
        return known;
    }

    /** A new address to connect a socket to, which lets in whoever knows it. */
    String openConnection() throws SlackException, InterruptedException {
        String url = call(api -> api.appsConnectionsOpen(request -> request.token(settings.appToken())))
                .getUrl();
        if (url == null || url.isEmpty()) {
            throw SlackErrors.refused(null, null);
        }
        return url;
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
