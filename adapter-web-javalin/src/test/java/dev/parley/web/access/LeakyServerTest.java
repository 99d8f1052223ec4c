package dev.parley.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.Signal;
import dev.parley.domain.ChatException;
import dev.parley.domain.JsonText;
import dev.parley.domain.event.EventPayload;
import dev.parley.domain.session.Access;
import dev.parley.domain.session.Session;
import dev.parley.web.access.Attempt.Way;
import dev.parley.web.access.LeakyServer.Asked;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A matrix that notices nothing would be green, too: each way to be careless is shown to it, and it says with whom. */
class LeakyServerTest {
    private static Subject subject;

    @BeforeAll
    static void start() {
        subject = Subject.start();
    }

    @AfterAll
    static void stop() {
        subject.close();
    }

    /** A handler, and the callers with whom it does something else than it must. */
    private enum Carelessness {
        NONE(Rule.WRITE_SESSION) {
            @Override
            String answer(Asked asked) {
                asked.requireToken();
                return title(require(asked, Access.EDITOR));
            }
        },
        NO_GATE(Rule.READ_SESSION, "responder", "stranger", "analyst", "admin") {
            @Override
            String answer(Asked asked) {
                asked.requireToken();
                return title(find(asked));
            }
        },
        GATE_FOR_ADMINS_LEFT_OPEN(Rule.READ_SESSION, "admin") {
            @Override
            String answer(Asked asked) {
                asked.requireToken();
                return title(asked.caller().role() == Kind.ADMIN.role() ? find(asked) : require(asked, Access.VIEWER));
            }
        },
        TOO_LITTLE_ACCESS(Rule.WRITE_SESSION, "viewer") {
            @Override
            String answer(Asked asked) {
                asked.requireToken();
                return title(require(asked, Access.VIEWER));
            }
        },
        TOO_MUCH_ACCESS(Rule.READ_SESSION, "viewer") {
            @Override
            String answer(Asked asked) {
                asked.requireToken();
                return title(require(asked, Access.EDITOR));
            }
        },
        TELLS_THAT_IT_IS_THERE(Rule.READ_SESSION, "responder", "stranger", "analyst", "admin") {
            @Override
            String answer(Asked asked) {
                asked.requireToken();
                if (find(asked).accessOf(asked.caller().user()) == Access.NONE) {
                    throw new ChatException.Forbidden("Not yours.");
                }
                return title(find(asked));
            }
        },
        OTHER_WORDS_FOR_WHAT_IS_NOWHERE(Rule.READ_SESSION, "responder", "stranger", "analyst", "admin") {
            @Override
            String answer(Asked asked) {
                asked.requireToken();
                if (subject.storage.sessions().find(asked.session()).isEmpty()) {
                    throw new ChatException.NotFound("session at all");
                }
                return title(require(asked, Access.VIEWER));
            }
        },
        SECRET_IN_THE_REFUSAL(Rule.READ_SESSION, "responder", "stranger", "analyst", "admin") {
            @Override
            String answer(Asked asked) {
                asked.requireToken();
                if (find(asked).accessOf(asked.caller().user()) == Access.NONE) {
                    throw new ChatException.NotFound(title(find(asked)));
                }
                return title(find(asked));
            }
        },
        EFFECT_BEFORE_THE_CHECK(
                Rule.WRITE_SESSION, "viewer", "responder", "stranger", "analyst", "admin", "nobody", "expired") {
            @Override
            String answer(Asked asked) {
                subject.storage
                        .sessions()
                        .change(
                                asked.session(),
                                change -> change.exists()
                                        ? change.emit(new EventPayload.Custom("test", JsonText.EMPTY_OBJECT))
                                        : null);
                asked.requireToken();
                return title(require(asked, Access.EDITOR));
            }
        },
        OTHERS_SHOWN_THAT_IT_WAS_TRIED(Rule.WRITE_SESSION, "viewer", "responder", "stranger", "analyst", "admin") {
            @Override
            String answer(Asked asked) {
                asked.requireToken();
                subject.storage
                        .bus()
                        .send(new Signal.Typing(asked.session(), asked.caller().user(), true));
                return title(require(asked, Access.EDITOR));
            }
        },
        LIST_OF_EVERYBODYS(Rule.OWN, "responder", "stranger", "analyst", "admin") {
            @Override
            String answer(Asked asked) {
                asked.requireToken();
                return title(find(asked));
            }
        },
        NO_TOKEN_NEEDED(Rule.OWN, "nobody") {
            @Override
            String answer(Asked asked) {
                if (asked.caller() != null) {
                    asked.requireToken();
                }
                return "";
            }
        },
        EXPIRED_TOKEN_TAKEN(Rule.WRITE_SESSION, "expired") {
            @Override
            String answer(Asked asked) {
                if (asked.caller() == null) {
                    asked.requireToken();
                }
                return title(require(asked, Access.EDITOR));
            }
        };

        private final Rule rule;
        private final Set<String> caught;

        Carelessness(Rule rule, String... caught) {
            this.rule = rule;
            this.caught = new TreeSet<>(Arrays.asList(caught));
        }

        abstract String answer(Asked asked);

        private static Session find(Asked asked) {
            return subject.storage
                    .sessions()
                    .find(asked.session())
                    .orElseThrow(() -> new ChatException.NotFound("session"));
        }

        private static Session require(Asked asked, Access access) {
            return find(asked).require(asked.caller(), access);
        }

        private static String title(Session session) {
            return session.title().value();
        }
    }

    private static Set<String> caught(Carelessness carelessness, Way way, LeakyServer.Handler handler)
            throws Exception {
        Operation operation = new Operation(LeakyServer.OPERATION, 200, true, false);
        Line line = Line.route(LeakyServer.OPERATION, carelessness.rule);
        Set<String> caught = new TreeSet<>();
        try (LeakyServer server = new LeakyServer(handler)) {
            Matrix matrix = new Matrix(subject, server.origin(), List.of(operation), List.of());
            for (Kind kind : Kind.values()) {
                try {
                    matrix.check(line, way, kind);
                } catch (AssertionError noticed) {
                    caught.add(kind.word());
                }
            }
        }
        return caught;
    }

    @ParameterizedTest
    @EnumSource
    void everyCarelessHandlerIsCaught(Carelessness carelessness) throws Exception {
        assertThat(caught(carelessness, Way.HTTP, carelessness::answer)).isEqualTo(carelessness.caught);
    }

    @Test
    void streamWithoutAGateIsCaught() throws Exception {
        LeakyServer.Handler handler = asked ->
                (asked.wantsStream() ? Carelessness.NO_GATE : Carelessness.NONE).answer(asked) + "\n\ndata: {}\n\n";

        assertThat(caught(Carelessness.NO_GATE, Way.HTTP, handler)).containsExactly("viewer");
        assertThat(caught(Carelessness.NO_GATE, Way.SSE, handler)).isEqualTo(Carelessness.NO_GATE.caught);
    }

    @Test
    void lineThatIsMissingOrStaleIsNamed() {
        Operation fresh = new Operation("GET /api/fresh", 200, false, false);
        Operation open = new Operation("GET /open", 200, false, true);
        List<Line> lines = List.of(
                Line.route("GET /open", Rule.OWN),
                Line.route("GET /api/gone", Rule.OWN),
                Line.command("/gone", Rule.OWN),
                Line.frame("gone", Rule.OWN));

        List<String> defects = AccessCoverage.defects(
                lines, List.of(fresh, open), subject.frames().subList(0, 1), List.of("/new"));

        assertThat(defects)
                .hasSize(7)
                .anyMatch(defect -> defect.startsWith("Nobody has said who may use GET /api/fresh: add a line"))
                .anyMatch(defect -> defect.startsWith("Nobody has said who may use /new"))
                .anyMatch(defect -> defect.startsWith("Nobody has said who may use start_session"))
                .anyMatch(defect -> defect.startsWith("There is no GET /api/gone any more: remove its line"))
                .anyMatch(defect -> defect.startsWith("There is no /gone any more"))
                .anyMatch(defect -> defect.startsWith("There is no gone any more"))
                .anyMatch(defect -> defect.startsWith("GET /open is open; its line"));
    }
}
