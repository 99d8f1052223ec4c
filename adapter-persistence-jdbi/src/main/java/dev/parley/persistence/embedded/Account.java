package dev.parley.persistence.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * As whom PostgreSQL's programs run. They refuse root and users without a name; a user namespace takes the rights of the
 * one and gives a name to the other. Where the machine forbids namespaces, root runs them as another user.
 *
 * @param prefix what a command is put behind
 * @param owner whom the data must belong to; null for whoever made it
 */
record Account(List<String> prefix, @Nullable Owner owner) {
    private static final Account DIRECT = new Account(List.of(), null);
    private static final Owner NOBODY = new Owner(65_534, 65_534);
    // Making a database fails for a user without a name, as containers often have; in a namespace it is "nobody".
    private static final String TRIAL = "cd \"$1\" && id -un && exec \"$2\" --version";

    /** The accounts to try, in this order; root leaves a folder that belongs to another user to that user. */
    static List<Account> candidates(Path folder) throws IOException {
        if (!isRoot()) {
            return List.of(DIRECT, DIRECT.inNamespace());
        }
        Owner owner = Owner.of(folder);
        return owner.user() == 0
                ? List.of(DIRECT.inNamespace(), as(NOBODY))
                : List.of(as(owner), as(owner).inNamespace());
    }

    static Account as(Owner owner) {
        return new Account(
                List.of(
                        "setpriv",
                        "--reuid",
                        String.valueOf(owner.user()),
                        "--regid",
                        String.valueOf(owner.group()),
                        "--clear-groups"),
                owner);
    }

    /** The same without a name and rights of its own, but with the same files. */
    Account inNamespace() {
        return new Account(
                Stream.concat(prefix.stream(), Stream.of("unshare", "-U")).toList(), owner);
    }

    /**
     * Finds the first account that reaches the folder and the programs.
     *
     * @throws EmbeddedPostgresException with what each of them met
     */
    static Account choose(List<Account> candidates, Path home, Programs programs) throws InterruptedException {
        StringBuilder complaints = new StringBuilder();
        for (Account candidate : candidates) {
            Command.Answer answer = Command.of("sh", "-c", TRIAL, "sh", home, programs.postgres())
                    .behind(candidate.prefix)
                    .ask();
            if (answer.succeeded()) {
                return candidate;
            }
            complaints.append('\n').append(candidate).append(": ").append(answer.text());
        }
        throw new EmbeddedPostgresException((isRoot()
                        ? "PostgreSQL refuses to run as root, and nobody else can run it in %s; run Parley as an"
                                + " ordinary user, or choose a folder that others can reach:%s"
                        : "PostgreSQL does not run on this machine in %s:%s")
                .formatted(home, complaints));
    }

    private static boolean isRoot() {
        return ProcessHandle.current()
                .info()
                .user()
                .filter(user -> user.equals("root") || user.equals("0"))
                .isPresent();
    }

    Command command(Object... words) {
        return Command.of(words).behind(prefix);
    }

    /** Makes files and folders belong to the account. */
    void own(Path... roots) throws IOException {
        for (Path root : roots) {
            if (owner != null && !owner.equals(Owner.of(root))) {
                FileTree.give(root, owner.user(), owner.group());
            }
        }
    }

    @Override
    public String toString() {
        return prefix.isEmpty() ? "directly" : prefix.stream().collect(Collectors.joining(" ", "by ", ""));
    }

    /** A user and a group by their numbers. */
    record Owner(int user, int group) {
        static Owner of(Path path) throws IOException {
            return new Owner((int) Files.getAttribute(path, "unix:uid"), (int) Files.getAttribute(path, "unix:gid"));
        }
    }
}
