package dev.parley.application.agent;

import dev.parley.application.port.Tool;
import dev.parley.application.port.ToolInvocation;
import dev.parley.application.port.ToolProvider;
import dev.parley.application.port.ToolResult;
import dev.parley.application.port.ToolSpecification;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All tools of a node: those that agents have by themselves to ask people, and those of providers. Of two with one name the first counts. */
public final class ToolBox {
    private final List<ToolProvider> providers;

    public ToolBox(List<ToolProvider> providers) {
        this.providers = List.copyOf(providers);
    }

    /** What a model is told of the tools that a policy does not deny. */
    List<ToolSpecification> offered(ToolPolicy policy) {
        Set<String> names = new HashSet<>();
        List<ToolSpecification> offered = new ArrayList<>(AgentTools.SPECIFICATIONS);
        offered.forEach(specification -> names.add(specification.name()));
        for (ToolProvider provider : providers) {
            for (Tool tool : provider.tools()) {
                if (names.add(tool.name())) {
                    offered.add(tool.specification());
                }
            }
        }
        offered.removeIf(specification -> policy.decide(specification.name()) == ToolPolicy.Decision.DENY);
        return offered;
    }

    Optional<Tool> find(String name) {
        return providers.stream()
                .flatMap(provider -> provider.tools().stream())
                .filter(tool -> tool.name().equals(name))
                .findFirst();
    }

    ToolResult call(ToolInvocation invocation) throws InterruptedException {
        for (ToolProvider provider : providers) {
            if (provider.tools().stream().anyMatch(tool -> tool.name().equals(invocation.name()))) {
                return provider.call(invocation);
            }
        }
        return ToolResult.failed("There is no tool named " + invocation.name() + " any more.");
    }
}
