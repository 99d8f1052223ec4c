package dev.parley.benchmarks;

import dev.parley.benchmarks.Bench.Server;
import dev.parley.benchmarks.load.Asker;
import dev.parley.benchmarks.load.Together;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bare relay and Parley on both storages, over each transport. */
public final class Relays implements AutoCloseable {
    private final Server bare;
    private final Server memory;
    private final Server postgres;
    private final List<Lane> lanes;

    /**
     * One program over one transport.
     *
     * @param storage what Parley keeps its sessions in; empty for the bare relay
     * @param baseline the bare relay over the same transport; null for itself
     * @param connect makes one who asks; given a number
     */
    public record Lane(
            String transport, String storage, @Nullable Lane baseline, Server server, Together.Making<Asker> connect) {
        public String title() {
            return transport + ", " + (storage.isEmpty() ? "bare relay" : storage);
        }
    }

    Relays(Bench bench) throws IOException, SQLException {
        bare = bench.bare();
        memory = bench.parleyOnMemory();
        postgres = bench.parleyOnPostgres();
        Lane socket = new Lane("WebSocket", "", null, bare, one -> Asker.ofRelayOverSocket(bare.address()));
        Lane stream = new Lane("SSE", "", null, bare, one -> Asker.ofRelayOverStream(bare.address()));
        lanes = List.of(
                socket,
                new Lane("WebSocket", "memory", socket, memory, socketOf(bench, memory)),
                new Lane("WebSocket", "PostgreSQL", socket, postgres, socketOf(bench, postgres)),
                stream,
                new Lane("SSE", "memory", stream, memory, streamOf(bench, memory)),
                new Lane("SSE", "PostgreSQL", stream, postgres, streamOf(bench, postgres)));
    }

    private static Together.Making<Asker> socketOf(Bench bench, Server server) {
        return one -> Asker.overSocket(server.address(), bench.token("socket" + one));
    }

    private static Together.Making<Asker> streamOf(Bench bench, Server server) {
        return one -> Asker.overStream(server.address(), bench.token("stream" + one));
    }

    public List<Lane> lanes() {
        return lanes;
    }

    @Override
    public void close() {
        bare.close();
        memory.close();
        postgres.close();
    }
}
