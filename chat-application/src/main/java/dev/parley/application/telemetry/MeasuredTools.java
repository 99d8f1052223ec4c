package dev.parley.application.telemetry;

import dev.parley.application.port.Telemetry;
import dev.parley.application.port.Tool;
import dev.parley.application.port.ToolInvocation;
import dev.parley.application.port.ToolProvider;
import dev.parley.application.port.ToolResult;
import java.time.Duration;
import java.util.List;

/** Tools whose calls are measured. */
public final class MeasuredTools implements ToolProvider {
    private final ToolProvider provider;
    private final Telemetry telemetry;

    public MeasuredTools(ToolProvider provider, Telemetry telemetry) {
        this.provider = provider;
        this.telemetry = telemetry;
    }

    @Override
    public List<Tool> tools() {
        return provider.tools();
    }

    @Override
    public ToolResult call(ToolInvocation invocation) throws InterruptedException {
        long start = System.nanoTime();
        boolean failed = true;
        try {
            ToolResult result = provider.call(invocation);
            failed = result.failed();
            return result;
        } finally {
            telemetry.toolCallEnded(invocation.name(), failed, Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
