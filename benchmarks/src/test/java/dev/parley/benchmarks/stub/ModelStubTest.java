package dev.parley.benchmarks.stub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.benchmarks.load.Asker;
import dev.parley.benchmarks.load.Recorder;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;

final class ModelStubTest {
    @Test
    void sendsEveryTokenAtItsPaceAndAtOnce() throws IOException {
        Recorder recorder = new Recorder();
        try (ModelStub stub = new ModelStub();
                Asker asker = Asker.ofModel(URI.create("http://127.0.0.1:" + stub.port()))) {
            Exchange paced = stub.expect(20, 100_000);
            asker.ask(paced, recorder);
            asker.ask(stub.expect(5_000, 0), recorder);
            assertThat(recorder.tokens().sum()).isEqualTo(5_020);
            assertThat(recorder.delivery().count()).isEqualTo(20);
            for (int token = 1; token < 20; token++) {
                assertThat(paced.sentAt().get(token))
                        .isGreaterThan(paced.sentAt().get(token - 1));
            }
        }
    }
}
