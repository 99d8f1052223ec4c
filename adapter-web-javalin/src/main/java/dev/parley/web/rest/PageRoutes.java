package dev.parley.web.rest;

import dev.parley.domain.ChatException;
import dev.parley.web.page.Asset;
import dev.parley.web.page.WebPage;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The web page. */
public final class PageRoutes {
    private static final int NONCE_BYTES = 18;

    private final WebPage page;
    private final SecureRandom random = new SecureRandom();

    public PageRoutes(WebPage page) {
        this.page = page;
    }

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                Route.get("/", "Shows the web page").open().by(call -> index()),
                Route.get(WebPage.ASSETS + "<file>", "Gives a file of the web page")
                        .open()
                        .by(this::asset),
                Route.get("/ws", "Tells that this path takes WebSockets only")
                        .open()
                        .by(call -> {
                            throw ChatException.Invalid.field(
                                    "Upgrade", "must be websocket here; connect to ws://…/ws.");
                        }));
    }

    private Answer index() {
        byte[] randomBytes = new byte[NONCE_BYTES];
        random.nextBytes(randomBytes);
        String nonce = Base64.getEncoder().encodeToString(randomBytes);
        String policy = """
                default-src 'none'; script-src 'self' 'nonce-%s'; style-src 'self'; connect-src 'self'; \
                img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                require-trusted-types-for 'script'; trusted-types lit-html dompurify""".formatted(nonce);
        return new Answer.Content(
                200,
                "text/html; charset=utf-8",
                Map.of("Content-Security-Policy", policy),
                out -> out.write(page.index(nonce)));
    }

    private Answer asset(Call<Route.Nothing> call) {
        Asset asset =
                page.asset(WebPage.ASSETS + call.path("file")).orElseThrow(() -> new ChatException.NotFound("file"));
        Map<String, String> headers = Map.of("ETag", asset.entityTag(), "Cache-Control", asset.cacheControl());
        if (isKnown(call.header("If-None-Match"), asset.entityTag())) {
            return new Answer.Empty(304, headers);
        }
        return new Answer.Content(200, asset.contentType(), headers, out -> out.write(asset.bytes()));
    }

    private static boolean isKnown(@Nullable String known, String tag) {
        if (known == null) {
            return false;
        }
        for (String candidate : known.split(",")) {
            String plain = candidate.strip();
            if (plain.equals("*") || plain.equals(tag) || plain.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
