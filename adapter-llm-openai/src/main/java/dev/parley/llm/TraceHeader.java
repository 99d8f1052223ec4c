package dev.parley.llm;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Tells the model's server which trace a request is part of (W3C Trace Context), if it is part of one.
 *
 * @param traceparent the header's value for what the calling thread works for
 */
record TraceHeader(Supplier<Optional<String>> traceparent) implements Interceptor {
    private static final String NAME = "traceparent";

    @Override
    public Response intercept(Chain chain) throws IOException {
        Optional<String> value = traceparent.get();
        return chain.proceed(
                value.isEmpty()
                        ? chain.request()
                        : chain.request().newBuilder().header(NAME, value.get()).build());
    }
}
