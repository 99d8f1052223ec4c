package dev.parley.web.describe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.web.http.Credentials;

/** How callers say who they are; OpenAPI and AsyncAPI have the same names for it, but for where a key is. */
final class SecuritySchemes {
    static final String BEARER = "bearer";
    static final String COOKIE = "cookie";

    private SecuritySchemes() {}

    static ObjectNode openApi() {
        ObjectNode schemes = JsonNodeFactory.instance.objectNode();
        schemes.set(BEARER, bearer());
        schemes.putObject(COOKIE)
                .put("type", "apiKey")
                .put("in", "cookie")
                .put("name", Credentials.COOKIE)
                .put(
                        "description",
                        "The cookie that POST /api/login sets. What changes something with it has to come from a page of"
                                + " this server or of an allowed origin.");
        return schemes;
    }

    static ObjectNode asyncApi() {
        ObjectNode schemes = openApi();
        schemes.withObject(COOKIE).put("type", "httpApiKey");
        return schemes;
    }

    private static ObjectNode bearer() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "http")
                .put("scheme", "bearer")
                .put("bearerFormat", "JWT")
                .put("description", "A JSON Web Token in the header Authorization.");
    }
}
