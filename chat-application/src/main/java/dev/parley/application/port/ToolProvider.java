package dev.parley.application.port;

import java.util.List;

/**
 * Offers tools to agents.
 *
 * <p>Callers rely on this: {@link #tools} never blocks and may change from time to time; {@link #call} blocks on the caller's thread,
 * may be called by many threads at once, ends within a second when its thread is interrupted, and tells what the tool has against the
 * call as a failed result. Every adapter passes {@code ToolProviderContract}.
 */
public interface ToolProvider {
    /** The tools that can be called now. */
    List<Tool> tools();

    /**
     * Runs a tool.
     *
     * @throws InterruptedException if the thread was interrupted; whether the call had an effect is then unknown
     */
    ToolResult call(ToolInvocation invocation) throws InterruptedException;
}
