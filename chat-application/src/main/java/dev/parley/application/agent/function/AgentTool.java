package dev.parley.application.agent.function;

import dev.parley.application.agent.AgentTools;
import dev.parley.application.port.ToolSpecification;
import java.util.List;

/** The tools that belong to agents themselves, by their names. */
final class AgentTool {
    static final String REQUEST_FEEDBACK = AgentTools.REQUEST_FEEDBACK;
    static final String ASK_CLARIFICATION = AgentTools.ASK_CLARIFICATION;

    private AgentTool() {}

    static boolean isOffered(String name, List<ToolSpecification> tools) {
        return tools.stream().anyMatch(tool -> tool.name().equals(name));
    }

    /** The tools that do something outside. */
    static List<ToolSpecification> others(List<ToolSpecification> tools) {
        return tools.stream().filter(tool -> !AgentTools.has(tool.name())).toList();
    }
}
