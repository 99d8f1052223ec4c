package dev.parley.persistence.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that starts the server of a folder and commits numbered rows until it is killed, at the latest after five minutes. */
final class RowWriter implements AutoCloseable {
    private static final int LIFE_MINUTES = 5;

    private final Process process;
    private final BufferedReader output;

    private RowWriter(Process process) {
        this.process = process;
        this.output = process.inputReader();
        // Whoever reads its output cannot be interrupted; with its end the output ends, too.
        process.onExit().orTimeout(LIFE_MINUTES, TimeUnit.MINUTES).exceptionally(late -> {
            process.toHandle().destroyForcibly();
            return process;
        });
    }

    static RowWriter start(Path directory) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RowWriter.class.getName(),
                directory.toString());
        return new RowWriter(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Tells the server's process id, then each number after it was committed; or why there is no server. */
    public static void main(String[] arguments) throws Exception {
        EmbeddedPostgres postgres;
        try {
            postgres = EmbeddedPostgres.start(TestFolders.settings(Path.of(arguments[0])));
        } catch (EmbeddedPostgresException failed) {
            System.out.println(failed.getMessage());
            return;
        }
        System.out.println(postgres.pid());
        try (Connection connection = Sql.connect(postgres);
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists written (number bigint primary key)");
            long number = 0;
            try (ResultSet rows = statement.executeQuery("select coalesce(max(number), 0) from written")) {
                rows.next();
                number = rows.getLong(1);
            }
            try (PreparedStatement insert = connection.prepareStatement("insert into written values (?)")) {
                while (true) {
                    number++;
                    insert.setLong(1, number);
                    insert.executeUpdate();
                    System.out.println(number);
                }
            }
        }
    }

    /** The next line of its output that is not about logging. */
    String line() throws IOException {
        String line = output.readLine();
        while (line != null && line.startsWith("SLF4J")) {
            line = output.readLine();
        }
        return String.valueOf(line);
    }

    long number() throws IOException {
        return Long.parseLong(line());
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Kills the process, as SIGKILL does; the last number it told. */
    long kill() throws IOException {
        // Process.destroyForcibly would also close the output that is read below.
        process.toHandle().destroyForcibly();
        long last = 0;
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            last = Long.parseLong(line);
        }
        ended(process.toHandle());
        return last;
    }

    /** Waits until a process that was killed is gone. */
    static void ended(ProcessHandle killed) {
        killed.onExit().orTimeout(1, TimeUnit.MINUTES).join();
    }

    /** Waits for the server, too, which stops when its process is gone: until then it writes into its folder. */
    @Override
    public void close() {
        List<ProcessHandle> server = process.descendants().toList();
        process.destroyForcibly();
        server.forEach(RowWriter::ended);
    }
}
