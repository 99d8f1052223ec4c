package dev.parley.application.telemetry;

import dev.parley.application.port.EventBus;
import dev.parley.application.port.LanguageModel;
import dev.parley.application.port.StructuredModel;
import dev.parley.application.port.Telemetry;
import dev.parley.application.port.ToolProvider;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Everything that measures one chat: what the node remembers of itself and, if there is one, the listener from outside. What the chat commits
 * is heard of by itself; models and tools are measured if they are asked through what {@code of} gives. Safe for many threads.
 */
public final class Measuring implements AutoCloseable {
    private final NodeActivity activity;
    private final @Nullable BackgroundTelemetry background;
    private final Telemetry telemetry;
    private final EventTelemetry events;

    /** @param listener who measures from outside; null if nobody does */
    public Measuring(@Nullable Telemetry listener, EventBus bus, InstantSource time) {
        activity = new NodeActivity(time);
        background = listener == null ? null : new BackgroundTelemetry(listener);
        telemetry = background == null ? activity : ForwardingTelemetry.both(activity, background.telemetry());
        events = new EventTelemetry(telemetry, bus);
    }

    /** Begins to tell the listener. */
    public void start() {
        if (background != null) {
            background.start();
        }
    }

    /** Who is to be told whatever happens. */
    public Telemetry telemetry() {
        return telemetry;
    }

    public NodeActivity activity() {
        return activity;
    }

    /** What stands before the listener from outside; null if there is none. */
    public @Nullable BackgroundTelemetry background() {
        return background;
    }

    public LanguageModel of(LanguageModel model) {
        return new MeasuredModel(model, telemetry);
    }

    public StructuredModel of(StructuredModel model) {
        return new MeasuredStructuredModel(model, telemetry);
    }

    public ToolProvider of(ToolProvider tools) {
        return new MeasuredTools(tools, telemetry);
    }

    /** Hears of nothing more, and tells the listener what there still is. */
    @Override
    public void close() {
        events.close();
        if (background != null) {
            background.close();
        }
    }
}
