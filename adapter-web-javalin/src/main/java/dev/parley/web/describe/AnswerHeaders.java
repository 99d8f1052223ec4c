package dev.parley.web.describe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.application.Charge;
import dev.parley.web.http.CorrelationId;
import dev.parley.web.rest.Parameter;
import dev.parley.web.rest.ParameterForm;
import dev.parley.web.rest.Route;
import java.util.ArrayList;
import java.util.List;

/** The headers of answers that many routes have in common. */
final class AnswerHeaders {
    private static final String PLACE = "#/components/headers/";
    private static final ParameterForm COUNT = new ParameterForm.WholeNumber(0, Long.MAX_VALUE, null);

    private static final Parameter CORRELATION_ID = new Parameter(
            CorrelationId.HEADER, "names the request in answers, errors and log lines: the client's own or a new one");
    private static final Parameter RETRY_AFTER =
            new Parameter("Retry-After", "after how many seconds it is worth trying again", COUNT);
    private static final Parameter AUTHENTICATE = new Parameter("WWW-Authenticate", "how to say who calls");
    private static final List<Parameter> RATES = List.of(
            new Parameter("RateLimit-Policy", "the limits that count: how many requests (q) in how many seconds (w)"),
            new Parameter("RateLimit", "what is left of them (r), and in how many seconds they are whole again (t)"),
            new Parameter("X-RateLimit-Limit", "how many requests the tightest of them allows", COUNT),
            new Parameter("X-RateLimit-Remaining", "how many of these are left", COUNT),
            new Parameter("X-RateLimit-Reset", "in how many seconds it is whole again", COUNT));

    private AnswerHeaders() {}

    /** All of them, for a description's components. */
    static ObjectNode components() {
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        List<Parameter> all = new ArrayList<>(RATES);
        all.addAll(List.of(CORRELATION_ID, RETRY_AFTER, AUTHENTICATE));
        all.forEach(header -> headers.set(header.name(), ParameterSchemas.header(header)));
        return headers;
    }

    /** Of a route's usual answer. */
    static ObjectNode ofAnswer(Route<?> route) {
        ObjectNode headers = common(route);
        route.notes().sent().forEach(header -> headers.set(header.name(), ParameterSchemas.header(header)));
        return headers;
    }

    static ObjectNode ofRefusal(Route<?> route, int status) {
        ObjectNode headers = common(route);
        if (status == 401) {
            refer(headers, AUTHENTICATE);
        }
        if (status == 429 || status == 503) {
            refer(headers, RETRY_AFTER);
        }
        return headers;
    }

    private static ObjectNode common(Route<?> route) {
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        refer(headers, CORRELATION_ID);
        if (route.charge() != Charge.NONE) {
            RATES.forEach(header -> refer(headers, header));
        }
        return headers;
    }

    private static void refer(ObjectNode headers, Parameter header) {
        headers.putObject(header.name()).put("$ref", PLACE + header.name());
    }
}
