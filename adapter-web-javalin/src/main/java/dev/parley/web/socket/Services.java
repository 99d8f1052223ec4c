package dev.parley.web.socket;

import dev.parley.application.Notices;
import dev.parley.application.RateLimits;
import dev.parley.application.Users;
import dev.parley.application.port.Telemetry;
import dev.parley.web.auth.TokenGate;
import dev.parley.web.connection.AddressLimit;
import dev.parley.web.json.FrameCodec;
import dev.parley.web.json.Json;
import dev.parley.web.live.LiveStreams;
import dev.parley.web.live.Timing;
import java.util.concurrent.Executor;

/**
 * What all connections of a node share.
 *
 * @param executor starts a virtual thread for each task
 */
record Services(
        Json json,
        FrameCodec codec,
        Notices notices,
        CommandTable commands,
        TokenGate gate,
        Users users,
        LiveStreams streams,
        AddressLimit addresses,
        RateLimits rateLimits,
        Timing timing,
        Executor executor,
        Telemetry telemetry) {}
