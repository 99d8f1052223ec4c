package dev.parley.web.rest;

import dev.parley.domain.ChatException;
import dev.parley.web.http.Origins;
import dev.parley.web.json.WidgetOriginJson;
import dev.parley.web.page.Asset;
import dev.parley.web.page.Widget;
import java.util.List;
import java.util.Map;

/** The chat for pages of other sites. Its files are for everybody; who may use the server with them is told apart by origin. */
public final class WidgetRoutes {
    private static final Parameter RESOURCE_POLICY =
            new Parameter("Cross-Origin-Resource-Policy", "which pages may load it");
    private static final Parameter ALLOW_ORIGIN =
            new Parameter("Access-Control-Allow-Origin", "which pages may read it");
    private static final Map<String, String> FOR_EVERYBODY =
            Map.of(RESOURCE_POLICY.name(), "cross-origin", ALLOW_ORIGIN.name(), "*");
    private static final String JAVASCRIPT = "text/javascript";

    private final Widget widget;
    private final Origins origins;

    public WidgetRoutes(Widget widget, Origins origins) {
        this.widget = widget;
        this.origins = origins;
    }

    /** Their part of the table. */
    public List<Route<?>> routes() {
        return List.of(
                Route.get(Widget.SCRIPT, "Gives the script that puts the chat on pages of other sites")
                        .named(Topic.PAGES, "giveWidget")
                        .refuses()
                        .reads(EntityTags.IF_NONE_MATCH)
                        .gives(JAVASCRIPT)
                        .sends(EntityTags.ETAG, EntityTags.CACHE_CONTROL, RESOURCE_POLICY, ALLOW_ORIGIN)
                        .or(304, null, EntityTags.UNCHANGED)
                        .open()
                        .by(call -> EntityTags.answer(call, widget.script(), FOR_EVERYBODY)),
                Route.get("/widget/origin", "Tells a page whether it may have the chat")
                        .named(Topic.PAGES, "checkWidgetOrigin")
                        .refuses()
                        .reads(new Parameter("Origin", "where the page comes from, as browsers tell it"))
                        .answers(WidgetOriginJson.class)
                        .sends(RESOURCE_POLICY, ALLOW_ORIGIN)
                        .open()
                        .by(this::origin),
                Route.get(Widget.FILES + "<module>", "Gives a file of the chat for pages of other sites")
                        .named(Topic.PAGES, "giveWidgetFile")
                        .refuses()
                        .reads(EntityTags.IF_NONE_MATCH)
                        .gives(JAVASCRIPT)
                        .sends(EntityTags.ETAG, EntityTags.CACHE_CONTROL, RESOURCE_POLICY, ALLOW_ORIGIN)
                        .or(304, null, EntityTags.UNCHANGED)
                        .open()
                        .by(this::file));
    }

    /** Every page may read it, so that one which may do nothing else can say why. */
    private Answer origin(Call<Route.Nothing> call) {
        String origin = call.header("Origin");
        boolean allowed = origin == null || origins.isAllowed(origin, call.isSecure(), call.header("Host"));
        return new Answer.Document(200, new WidgetOriginJson(origin, allowed), FOR_EVERYBODY);
    }

    private Answer file(Call<Route.Nothing> call) {
        Asset asset =
                widget.file(Widget.FILES + call.path("module")).orElseThrow(() -> new ChatException.NotFound("file"));
        return EntityTags.answer(call, asset, FOR_EVERYBODY);
    }
}
