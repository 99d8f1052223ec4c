package dev.parley.web.rest;

import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import dev.parley.web.page.ApiPages;
import dev.parley.web.page.Asset;
import dev.parley.web.page.WebPage;
import java.util.List;
import java.util.Map;

/** The web page. */
public final class PageRoutes {
    private final WebPage page;
    private final ApiPages apiPages;
    private final Nonces nonces = new Nonces();

    /** @param apiPages whose files are served beside those of the page */
    public PageRoutes(WebPage page, ApiPages apiPages) {
        this.page = page;
        this.apiPages = apiPages;
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
        String nonce = nonces.next();
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
        String path = WebPage.ASSETS + call.path("file");
        Asset asset =
                page.asset(path).or(() -> apiPages.asset(path)).orElseThrow(() -> new ChatException.NotFound("file"));
        return EntityTags.answer(call, asset);
    }
}
