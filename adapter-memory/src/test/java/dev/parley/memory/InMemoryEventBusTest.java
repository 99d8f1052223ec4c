package dev.parley.memory;

import dev.parley.application.port.EventBus;
import dev.parley.application.port.EventBusContract;

class InMemoryEventBusTest implements EventBusContract {
    private final EventBus bus = new InMemoryEventBus();

    @Override
    public EventBus bus() {
        return bus;
    }

    @Override
    public EventBus neighbour() {
        return bus;
    }
}
