package dev.parley.web.describe;
import dev.parley.web.support.TestServer;
import org.junit.jupiter.api.Test;
import java.nio.file.*;
class DumpTest {
    @Test void dump() throws Exception {
        try (TestServer server = TestServer.start()) {
            System.out.println(new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(new AsyncApi().describe(server.server.commands(), "x")).length());
            long t = System.nanoTime();
            var a = server.anybody().get("/openapi.json");
            System.out.println("openapi ms " + (System.nanoTime()-t)/1000000 + " " + a.status());
            Files.write(Path.of("/tmp/api-probe/openapi.json"), a.response().body());
            t = System.nanoTime();
            var b = server.anybody().get("/asyncapi.json");
            System.out.println("asyncapi ms " + (System.nanoTime()-t)/1000000 + " " + b.status()+b.text().length());
            Files.write(Path.of("/tmp/api-probe/asyncapi.json"), b.response().body());
        }
    }
}
