package dev.parley.benchmarks.load;

import java.io.IOException;
import java.util.List;

/** Some who ask at the same time, connected anew for each run: servers cut connections that nobody uses in between. */
public record Askers(List<Asker> all) implements AutoCloseable {
    public static Askers open(int count, Together.Making<Asker> making) {
        return new Askers(Together.make(count, making));
    }

    @Override
    public void close() throws IOException {
        for (Asker asker : all) {
            asker.close();
        }
    }
}
