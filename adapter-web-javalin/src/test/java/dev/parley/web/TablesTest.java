package dev.parley.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.web.json.RecordShape;
import dev.parley.web.json.ServerFrame;
import dev.parley.web.management.MetricsSource;
import dev.parley.web.management.Operations;
import dev.parley.web.rest.Route;
import dev.parley.web.socket.CloseCode;
import dev.parley.web.socket.Command;
import dev.parley.web.support.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tables of routes and frames agree with the page that documents the wire. */
class TablesTest {
    private static TestServer server;
    private static String page;

    @BeforeAll
    static void read() throws IOException {
        server = TestServer.start(
                chat -> {},
                web -> web,
                new Operations(accept -> new MetricsSource.Exposition("text/plain", ""), null, false));
        page = Files.readString(Path.of(System.getProperty("parley.root", ".."), "docs", "protocol.md"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyRouteIsDocumented() {
        Set<String> documented = new HashSet<>();
        Matcher routes = Pattern.compile("`(GET|POST|PUT|PATCH|DELETE) (/[^`?]*)`((?:, `/[a-z]+`)*)")
                .matcher(page);
        while (routes.find()) {
            String path = routes.group(2).replace("{id}", "{session_id}");
            documented.add(routes.group(1) + " " + path);
            Matcher siblings = Pattern.compile("`(/[a-z]+)`").matcher(routes.group(3));
            while (siblings.find()) {
                documented.add(routes.group(1) + " " + path.replaceFirst("/[a-z]+$", siblings.group(1)));
            }
        }
        documented.add("PUT /sessions/{session_id}"); // told beside PATCH

        Set<String> served = server.server.routes().stream()
                .map(route -> route.method().name() + " " + route.path().replaceFirst("^/api(?=/)", ""))
                .map(route -> route.replace("/assets/<file>", "/assets/…").replace("/files/<module>", "/files/…"))
                .collect(Collectors.toCollection(TreeSet::new));
        served.remove("GET /ws");
        assertThat(documented.stream()
                        .map(route -> route.replace(" /api/", " /"))
                        .toList())
                .containsAll(served);
        assertThat(served)
                .containsAll(documented.stream()
                        .map(route -> route.replace(" /api/", " /"))
                        .toList());
    }

    @Test
    void everyRouteIsDescribed() {
        assertThat(server.server.routes()).allSatisfy(route -> {
            assertThat(route.summary()).isNotBlank();
            assertThat(route.parameters())
                    .allSatisfy(parameter -> assertThat(parameter.description()).isNotBlank());
        });
        assertThat(server.server.routes())
                .extracting(route -> route.method() + route.path())
                .doesNotHaveDuplicates();
    }

    @Test
    void bodiesHaveTheDocumentedFields() {
        for (Route<?> route : server.server.routes()) {
            if (route.body() == null || route.body() == Route.Nothing.class) {
                continue;
            }
            String line = lineOf(route);
            String documented = line.substring(line.indexOf('{', line.indexOf("` |")));
            assertThat(fieldsIn(documented)).as(line).isEqualTo(fieldsOf(route.body(), 0));
        }
    }

    @Test
    void everyClientFrameIsDocumentedWithItsFields() {
        Matcher frames = Pattern.compile("`([a-z_`, ]+) (\\{[^}]*})` \\| (?:`([a-z_]+)|none)")
                .matcher(page.substring(page.indexOf("## Client frames"), page.indexOf("## REST")));
        Set<String> documented = new TreeSet<>();
        while (frames.find()) {
            for (String type : frames.group(1).split("[`, ]+")) {
                Command<?> command = server.server.commands().stream()
                        .filter(known -> known.type().equals(type))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("there is no frame " + type));
                assertThat(fieldsOf(command.frame(), 2)).as(type).isEqualTo(fieldsIn(frames.group(2)));
                assertThat(command.replies().isEmpty()).as(type).isEqualTo(frames.group(3) == null);
                assertThat(command.summary()).isNotBlank();
                documented.add(type);
            }
        }

        assertThat(documented)
                .isEqualTo(server.server.commands().stream()
                        .map(Command::type)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyServerFrameIsDocumentedWithItsFields() {
        String table = page.substring(page.indexOf("## Server frames"), page.indexOf("## Client frames"));
        for (Class<? extends ServerFrame> frame : ServerFrame.all()) {
            String fields = RecordShape.of(frame).names().stream()
                    .map(name -> name.equals("event") || name.equals("snapshot")
                            ? "\"" + name + "\":" + name
                            : "\"" + name + "\"")
                    .collect(Collectors.joining(",", "{", "}"));
            assertThat(table).contains(fields);
        }
        assertThat(ServerFrame.all()).hasSize(ServerFrame.class.getPermittedSubclasses().length);
    }

    @Test
    void everyCloseCodeIsDocumentedOnItsSide() {
        String codes = page.substring(page.indexOf("Close codes"), page.indexOf("`/ws?session_id=ID"));
        String reconnect = codes.substring(0, codes.indexOf("*Stop*"));
        String stop = codes.substring(codes.indexOf("*Stop*"));

        for (CloseCode code : CloseCode.values()) {
            assertThat(code.isReconnect() ? reconnect : stop).contains(Integer.toString(code.code()));
            assertThat(code.isReconnect() ? stop : reconnect).doesNotContain(Integer.toString(code.code()));
        }
    }

    private static String lineOf(Route<?> route) {
        String path = route.path().replaceFirst("^/api", "").replace("{session_id}", "{id}");
        String last = path.substring(path.lastIndexOf('/'));
        return page.lines()
                .filter(line -> line.startsWith("| `" + route.method().name() + " " + path + "`")
                        || (line.startsWith("| `POST /sessions/{id}/") && line.contains("`" + last + "`"))
                        || (route.method().name().equals("PUT") && line.startsWith("| `PATCH " + path + "`")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(route.path()));
    }

    private static Set<String> fieldsIn(String braces) {
        String inner = braces.substring(1, braces.indexOf('}'));
        return Arrays.stream(inner.split("[,?]+"))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> fieldsOf(Class<?> record, int skipped) {
        List<String> names = RecordShape.of(record).names();
        return new TreeSet<>(names.subList(skipped, names.size()));
    }
}
