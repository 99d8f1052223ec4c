package dev.parley.benchmarks.micro;

import dev.parley.domain.event.Position;
import dev.parley.web.json.EncodedFrame;
import dev.parley.web.json.FrameCodec;
import dev.parley.web.json.FrameHead;
import dev.parley.web.json.Json;
import dev.parley.web.json.ServerFrame;
import dev.parley.web.socket.ClientFrames;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** JSON of frames, both ways. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameBenchmark {
    private static final String ID = "0198f6a2-4b1c-7c3d-8e5f-0123456789ab";
    private static final String MESSAGE = "{\"type\":\"message\",\"ref\":\"7\",\"session_id\":\"" + ID
            + "\",\"content\":\"How does it go on after that?\",\"message_id\":\"" + ID + "\"}";

    private final Json json = new Json();
    private final FrameCodec codec = new FrameCodec(json);
    private int offset;

    @Benchmark
    public EncodedFrame encodeDelta() {
        offset = (offset + 6) % 10_000;
        Position position = new Position(12, offset);
        return codec.encode(
                new ServerFrame.DeltaFrame("delta", ID, position.toString(), ID, offset, " token"), position);
    }

    @Benchmark
    public FrameHead readHead() {
        return json.head(MESSAGE);
    }

    @Benchmark
    public ClientFrames.MessageFrame readMessage() {
        return json.read(MESSAGE, ClientFrames.MessageFrame.class);
    }
}
