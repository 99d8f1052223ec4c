package dev.parley.web.describe;

import dev.parley.application.Charge;
import dev.parley.domain.ErrorCode;
import dev.parley.web.rest.Door;
import dev.parley.web.rest.Refusal;
import dev.parley.web.rest.Route;
import dev.parley.web.socket.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How routes refuse: as each declares, and as follows from what it is like. Refusals that come before a route is found are everybody's:
 * unknown paths (404), other methods (405), headers that are too large (431), requests that are no HTTP (400).
 */
final class CommonRefusals {
    private static final int TOO_SLOW = 408;

    private CommonRefusals() {}

    /** The codes by status. */
    static SortedMap<Integer, SortedSet<ErrorCode>> of(Route<?> route) {
        List<Refusal> refusals =
                new ArrayList<>(Objects.requireNonNullElse(route.notes().refusals(), List.of()));
        add(refusals, ErrorCode.INTERNAL, ErrorCode.UNAVAILABLE);
        if (route.door() != Door.OPEN) {
            add(refusals, ErrorCode.INVALID_REQUEST);
        }
        if (route.door() == Door.USER) {
            add(refusals, ErrorCode.UNAUTHENTICATED, ErrorCode.USER_DISABLED);
            if (route.charge() != Charge.NONE) {
                add(refusals, ErrorCode.RATE_LIMITED);
            }
            if (!isSafe(route)) {
                add(refusals, ErrorCode.FORBIDDEN);
            }
        }
        if (!PathParameters.of(route.path()).isEmpty()) {
            add(refusals, ErrorCode.NOT_FOUND);
        }
        if (route.answer() != null) {
            add(refusals, ErrorCode.NOT_ACCEPTABLE);
        }
        if (route.body() != null) {
            add(
                    refusals,
                    ErrorCode.INVALID_REQUEST,
                    ErrorCode.INVALID_JSON,
                    ErrorCode.TOO_LARGE,
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE);
            refusals.add(new Refusal(TOO_SLOW, ErrorCode.TIMED_OUT));
        }
        if (route.runsCommands()) {
            add(
                    refusals,
                    ErrorCode.UNKNOWN_COMMAND,
                    ErrorCode.INVALID_COMMAND,
                    ErrorCode.FORBIDDEN,
                    ErrorCode.INVALID_STATE);
        }
        SortedMap<Integer, SortedSet<ErrorCode>> byStatus = new TreeMap<>();
        refusals.forEach(refusal -> byStatus.computeIfAbsent(refusal.status(), status -> new TreeSet<>())
                .add(refusal.code()));
        return byStatus;
    }

    /** How a frame may be refused. */
    static SortedSet<ErrorCode> of(Command<?> command) {
        SortedSet<ErrorCode> codes = new TreeSet<>(List.of(
                ErrorCode.INVALID_REQUEST,
                ErrorCode.INVALID_JSON,
                ErrorCode.USER_DISABLED,
                ErrorCode.UNAVAILABLE,
                ErrorCode.INTERNAL));
        if (command.charge() != Charge.NONE) {
            codes.add(ErrorCode.RATE_LIMITED);
        }
        codes.addAll(Objects.requireNonNullElse(command.refusals(), List.of()));
        return codes;
    }

    /** Methods that change nothing do not have to come from a page of ours. */
    static boolean isSafe(Route<?> route) {
        return route.method().name().equals("GET");
    }

    private static void add(List<Refusal> refusals, ErrorCode... codes) {
        for (ErrorCode code : codes) {
            refusals.add(Refusal.of(code));
        }
    }
}
