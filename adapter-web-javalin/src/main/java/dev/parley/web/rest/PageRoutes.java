package dev.parley.web.rest;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.web.page.Asset;
import dev.parley.web.page.WebPage;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;

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
                Route.get("/", "Shows the web page")
                        .named(Topic.PAGES, "showPage")
                        .refuses()
                        .gives("text/html")
                        .sends(new Parameter("Content-Security-Policy", "what the page may load"))
                        .open()
                        .by(call -> index()),
                Route.get(WebPage.ASSETS + "<file>", "Gives a file of the web page")
                        .named(Topic.PAGES, "giveFile")
                        .refuses()
                        .reads(EntityTags.IF_NONE_MATCH)
                        .gives("text/javascript", "text/css", "image/svg+xml")
                        .sends(EntityTags.ETAG, EntityTags.CACHE_CONTROL)
                        .or(304, null, EntityTags.UNCHANGED)
                        .open()
                        .by(this::asset),
                Route.get("/ws", "Opens a WebSocket; see /asyncapi.json for what it carries")
                        .named(Topic.EVENTS, "openSocket")
                        .refuses(ErrorCode.INVALID_REQUEST)
                        .answers(101, null)
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
                img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'""".formatted(nonce);
        return new Answer.Content(
                200,
                "text/html; charset=utf-8",
                Map.of("Content-Security-Policy", policy),
                out -> out.write(page.index(nonce)));
    }

    private Answer asset(Call<Route.Nothing> call) {
        Asset asset =
                page.asset(WebPage.ASSETS + call.path("file")).orElseThrow(() -> new ChatException.NotFound("file"));
        return EntityTags.answer(call, asset);
    }
}
