package dev.parley.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.errorprone.annotations.MustBeClosed;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.LogLevel;
import com.openai.core.ObjectMappers;
import com.openai.core.http.HttpResponse;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.application.port.Prompt;
import dev.parley.application.port.StructuredPrompt;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to a model's server. One attempt is one request, without retries and redirects of libraries; only a server that does
 * not understand the wish for usage, or for a form of its answer, is asked once more without it.
 */
final class ModelServer implements AutoCloseable {
    private static final int IDLE_CONNECTIONS = 32;
    private static final int IDLE_SECONDS = 60;
    private static final Logger LOG = LoggerFactory.getLogger(ModelServer.class);
    private static final Pattern USAGE = Pattern.compile("stream_options");
    private static final Pattern FORM = Pattern.compile("(?i)response[_ ]?format|json[_ ]?schema|json[_ ]?object");

    private final OkHttpClient http;
    private final OpenAIClient client;
    private final Clock clock;
    private volatile boolean understandsUsage = true;

    /** By models' names, of which there are as many as the profiles name. */
    private final Map<String, DocumentForm> forms = new ConcurrentHashMap<>();

    /** @param transport changes how bytes are sent and received */
    ModelServer(OpenAiSettings settings, Clock clock, UnaryOperator<OkHttpClient.Builder> transport) {
        this.clock = clock;
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dns(new InterruptibleDns(Dns.SYSTEM, settings.connect()))
                .connectTimeout(settings.connect())
                .readTimeout(settings.stall())
                .writeTimeout(settings.stall())
                .callTimeout(settings.answer())
                .followRedirects(false)
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS));
        http = transport
                .apply(builder)
                .addNetworkInterceptor(ModelServer::hideRetryAfter)
                .build();
        String key = settings.apiKey();
        OpenAIOkHttpClient.Builder library = OpenAIOkHttpClient.builder()
                .okHttpClient(http)
                .baseUrl(settings.baseUrl().toString())
                .apiKey(key == null ? "none" : key)
                .maxRetries(0)
                .logLevel(LogLevel.OFF)
                .disableTelemetry(true)
                .putHeader("User-Agent", "Parley");
        if (key == null) {
            library.removeHeaders("Authorization");
        }
        client = library.build();
    }

    /**
     * Sends a prompt and waits for the response's beginning.
     *
     * @return a successful response
     */
    @MustBeClosed
    HttpResponse open(Prompt prompt, String model, ToolNames toolNames) throws ModelFailure, InterruptedException {
        try {
            return send(withUsage -> CompletionRequest.from(prompt, model, toolNames, withUsage));
        } catch (OpenAIException failed) {
            throw failureOf(failed);
        }
    }

    /**
     * Sends a prompt for a document and waits for the response's beginning. A server that refuses to be held to a schema is asked in a way
     * that demands less of it, now and from then on.
     *
     * @return a successful response
     */
    @MustBeClosed
    HttpResponse open(StructuredPrompt prompt, String model) throws ModelFailure, InterruptedException {
        DocumentForm form = forms.getOrDefault(model, DocumentForm.SCHEMA);
        try {
            return send(withUsage -> CompletionRequest.from(prompt, model, form, withUsage));
        } catch (OpenAIException failed) {
            if (form == DocumentForm.FREE
                    || !(failed instanceof OpenAIServiceException refused)
                    || !isAbout(refused, FORM)) {
                throw failureOf(failed);
            }
        }
        LOG.info("The model {} refuses the response format {}; it is asked in another way", model, form);
        forms.put(model, form.next());
        return open(prompt, model);
    }

    /** @param request makes the request, with or without the wish for usage */
    @MustBeClosed
    private HttpResponse send(Function<Boolean, ChatCompletionCreateParams> request) throws InterruptedException {
        boolean withUsage = understandsUsage;
        try {
            return client.chat().completions().withRawResponse().createStreaming(request.apply(withUsage));
        } catch (OpenAIException failed) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (!withUsage || !(failed instanceof OpenAIServiceException refused) || !isAbout(refused, USAGE)) {
                throw failed;
            }
        }
        understandsUsage = false;
        return send(request);
    }

    /** @throws ModelFailure if the response is a web page, as it is at an address that leads elsewhere */
    static EventStream events(HttpResponse response) throws ModelFailure {
        if (response.headers().values("content-type").stream().anyMatch(type -> type.startsWith("text/html"))) {
            throw ModelFailure.notAnApi();
        }
        return new EventStream(response.body());
    }

    /**
     * Keeps the header from OkHttp, which sends a request again at once when a response with status 503 says "0", and breaks on a
     * number that is too large.
     */
    private static Response hideRetryAfter(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        String retryAfter = response.header(RetryAfter.HEADER);
        if (retryAfter == null) {
            return response;
        }
        return response.newBuilder()
                .removeHeader(RetryAfter.HEADER)
                .header(RetryAfter.HIDDEN_HEADER, retryAfter)
                .build();
    }

    private ModelFailure failureOf(OpenAIException failed) {
        if (failed instanceof OpenAIServiceException service) {
            return ModelFailure.status(
                    service.statusCode(), errorOf(service), RetryAfter.in(service.headers(), clock.instant()));
        }
        if (failed instanceof OpenAIIoException && failed.getCause() instanceof IOException cause) {
            return ModelFailure.unanswered(cause);
        }
        throw failed;
    }

    private static boolean isAbout(OpenAIServiceException refused, Pattern subject) {
        return refused.statusCode() < 500
                && subject.matcher(errorOf(refused).toString()).find();
    }

    private static JsonNode errorOf(OpenAIServiceException failed) {
        JsonValue body = failed.body();
        return body.isMissing()
                ? MissingNode.getInstance()
                : ObjectMappers.jsonMapper().valueToTree(body);
    }

    @Override
    public void close() {
        client.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
