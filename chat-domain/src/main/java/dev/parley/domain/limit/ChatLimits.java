package dev.parley.domain.limit;

import dev.parley.domain.ChatException;
import java.time.Duration;

/**
 * The limits of a chat. {@link #defaults()} are those of the documentation; {@link #toBuilder()} changes some of them. Where it says so, 0 means
 * that there is no limit.
 *
 * @param userMessageCodePoints most Unicode code points of a user message
 * @param titleCodePoints most code points of a session's title
 * @param metadataBytes most bytes of a session's metadata, as UTF-8
 * @param customPayloadBytes most bytes of a custom event's payload, as UTF-8
 * @param activeSessionsPerUser sessions of one owner that are initializing or active; 0 = no limit
 * @param liveSessions sessions a node keeps live at once; 0 = no limit
 * @param messagesPerSession messages of one session; 0 = no limit
 * @param queuedTurns turns that may wait in one session; 0 = none may wait
 * @param participants people with whom a session can be shared; 0 = none
 * @param idleUntilPaused time without activity after which an active session is paused
 * @param inactiveUntilExpired time without activity after which a session expires
 * @param retention how long ended and deleted sessions are kept
 * @param feedbackLifetime how long a question waits for its answer
 * @param feedbackReminder how long before a question's end those asked are reminded; longer than a question's life = half of it
 * @param contextMessages most messages a model gets to see
 * @param contextTokens most tokens of these messages
 * @param userRequestsPerMinute requests of one user that make the agent work or store something; 0 = no limit
 * @param sessionRequestsPerMinute such requests to one session; 0 = no limit
 * @param channelRequestsPerMinute such requests of one user over one channel; 0 = no limit
 * @param userReadsPerMinute requests of one user that only read; 0 = no limit
 * @param customEventsPerMinute custom events published to one session; 0 = no limit
 * @param connectionsPerIp WebSocket connections from one address; 0 = no limit
 * @param httpConnectionsPerIp connections of any kind from one address; 0 = no limit
 * @param connections connections of any kind to a node; 0 = no limit
 * @param pageSize items of a page when none is asked for
 * @param maximumPageSize most items of a page
 * @param chatWait how long a whole answer is waited for
 * @param modelConnect time to connect to a model
 * @param modelStall time without any output of a model
 * @param modelAnswer time for a whole answer of a model
 * @param toolCall time for one tool call
 * @param toolRounds rounds of tool calls in one turn
 * @param toolResultCodePoints most code points of a tool's result that a model gets to see; the log keeps more
 * @param lease how long a node may work on a turn without renewing its lease
 * @param turnAttempts how often a turn may be begun
 */
public record ChatLimits(
        int userMessageCodePoints,
        int titleCodePoints,
        int metadataBytes,
        int customPayloadBytes,
        int activeSessionsPerUser,
        int liveSessions,
        int messagesPerSession,
        int queuedTurns,
        int participants,
        Duration idleUntilPaused,
        Duration inactiveUntilExpired,
        Duration retention,
        Duration feedbackLifetime,
        Duration feedbackReminder,
        int contextMessages,
        int contextTokens,
        int userRequestsPerMinute,
        int sessionRequestsPerMinute,
        int channelRequestsPerMinute,
        int userReadsPerMinute,
        int customEventsPerMinute,
        int connectionsPerIp,
        int httpConnectionsPerIp,
        int connections,
        int pageSize,
        int maximumPageSize,
        Duration chatWait,
        Duration modelConnect,
        Duration modelStall,
        Duration modelAnswer,
        Duration toolCall,
        int toolRounds,
        int toolResultCodePoints,
        Duration lease,
        int turnAttempts) {

    private static final Duration LONGEST = Duration.ofDays(3650);

    /** What is sent and stored as one piece stays one that a request can carry and memory can hold. */
    private static final int LONGEST_TEXT = 1_000_000;

    private static final ChatLimits DEFAULTS = new Builder().build();

    /** @throws ChatException.Invalid naming the first limit that is out of its range */
    public ChatLimits {
        between(1, LONGEST_TEXT, userMessageCodePoints, "user_message_code_points");
        between(1, LONGEST_TEXT, titleCodePoints, "title_code_points");
        between(2, LONGEST_TEXT, metadataBytes, "metadata_bytes");
        between(2, LONGEST_TEXT, customPayloadBytes, "custom_payload_bytes");
        atLeast(0, activeSessionsPerUser, "active_sessions_per_user");
        atLeast(0, liveSessions, "live_sessions");
        atLeast(0, messagesPerSession, "messages_per_session");
        atLeast(0, queuedTurns, "queued_turns");
        atLeast(0, participants, "participants");
        positive(idleUntilPaused, "idle_until_paused");
        positive(inactiveUntilExpired, "inactive_until_expired");
        positive(retention, "retention");
        positive(feedbackLifetime, "feedback_lifetime");
        positive(feedbackReminder, "feedback_reminder");
        atLeast(1, contextMessages, "context_messages");
        atLeast(1, contextTokens, "context_tokens");
        atLeast(0, userRequestsPerMinute, "user_requests_per_minute");
        atLeast(0, sessionRequestsPerMinute, "session_requests_per_minute");
        atLeast(0, channelRequestsPerMinute, "channel_requests_per_minute");
        atLeast(0, userReadsPerMinute, "user_reads_per_minute");
        atLeast(0, customEventsPerMinute, "custom_events_per_minute");
        atLeast(0, connectionsPerIp, "connections_per_ip");
        atLeast(0, httpConnectionsPerIp, "http_connections_per_ip");
        atLeast(0, connections, "connections");
        atLeast(1, pageSize, "page_size");
        atLeast(pageSize, maximumPageSize, "maximum_page_size");
        positive(chatWait, "chat_wait");
        positive(modelConnect, "model_connect");
        positive(modelStall, "model_stall");
        positive(modelAnswer, "model_answer");
        positive(toolCall, "tool_call");
        atLeast(0, toolRounds, "tool_rounds");
        atLeast(1, toolResultCodePoints, "tool_result_code_points");
        positive(lease, "lease");
        atLeast(1, turnAttempts, "turn_attempts");
    }

    public static ChatLimits defaults() {
        return DEFAULTS;
    }

    /** How often leases are renewed: three times in a lease's length. */
    public Duration leaseRenewal() {
        return lease.dividedBy(3);
    }

    public Builder toBuilder() {
        return new Builder(this);
    }

    private static void between(int minimum, int maximum, int value, String name) {
        atLeast(minimum, value, name);
        if (value > maximum) {
            throw ChatException.Invalid.field(name, "must be at most " + maximum + ", but is " + value + ".");
        }
    }

    private static void atLeast(int minimum, int value, String name) {
        if (value < minimum) {
            throw ChatException.Invalid.field(name, "must be at least " + minimum + ", but is " + value + ".");
        }
    }

    private static void positive(Duration value, String name) {
        if (!value.isPositive() || value.compareTo(LONGEST) > 0) {
            throw ChatException.Invalid.field(name, "must be longer than zero and at most 3650 days.");
        }
    }

    /** Limits that differ from others in some values; not safe for use by several threads. */
    public static final class Builder {
        private int userMessageCodePoints = 5_000;
        private int titleCodePoints = 200;
        private int metadataBytes = 16 * 1024;
        private int customPayloadBytes = 16 * 1024;
        private int activeSessionsPerUser = 3;
        private int liveSessions = 1_000;
        private int messagesPerSession = 10_000;
        private int queuedTurns = 10;
        private int participants = 50;
        private Duration idleUntilPaused = Duration.ofMinutes(30);
        private Duration inactiveUntilExpired = Duration.ofDays(1);
        private Duration retention = Duration.ofDays(30);
        private Duration feedbackLifetime = Duration.ofDays(2);
        private Duration feedbackReminder = Duration.ofHours(4);
        private int contextMessages = 20;
        private int contextTokens = 2_000;
        private int userRequestsPerMinute = 30;
        private int sessionRequestsPerMinute = 10;
        private int channelRequestsPerMinute = 20;
        private int userReadsPerMinute = 600;
        private int customEventsPerMinute = 1_000;
        private int connectionsPerIp = 5;
        private int httpConnectionsPerIp = 1_000;
        private int connections = 20_000;
        private int pageSize = 20;
        private int maximumPageSize = 100;
        private Duration chatWait = Duration.ofSeconds(5);
        private Duration modelConnect = Duration.ofSeconds(10);
        private Duration modelStall = Duration.ofSeconds(30);
        private Duration modelAnswer = Duration.ofMinutes(10);
        private Duration toolCall = Duration.ofSeconds(30);
        private int toolRounds = 16;
        private int toolResultCodePoints = 8_000;
        private Duration lease = Duration.ofSeconds(15);
        private int turnAttempts = 3;

        /** The defaults. */
        private Builder() {}

        private Builder(ChatLimits limits) {
            userMessageCodePoints = limits.userMessageCodePoints;
            titleCodePoints = limits.titleCodePoints;
            metadataBytes = limits.metadataBytes;
            customPayloadBytes = limits.customPayloadBytes;
            activeSessionsPerUser = limits.activeSessionsPerUser;
            liveSessions = limits.liveSessions;
            messagesPerSession = limits.messagesPerSession;
            queuedTurns = limits.queuedTurns;
            participants = limits.participants;
            idleUntilPaused = limits.idleUntilPaused;
            inactiveUntilExpired = limits.inactiveUntilExpired;
            retention = limits.retention;
            feedbackLifetime = limits.feedbackLifetime;
            feedbackReminder = limits.feedbackReminder;
            contextMessages = limits.contextMessages;
            contextTokens = limits.contextTokens;
            userRequestsPerMinute = limits.userRequestsPerMinute;
            sessionRequestsPerMinute = limits.sessionRequestsPerMinute;
            channelRequestsPerMinute = limits.channelRequestsPerMinute;
            userReadsPerMinute = limits.userReadsPerMinute;
            customEventsPerMinute = limits.customEventsPerMinute;
            connectionsPerIp = limits.connectionsPerIp;
            httpConnectionsPerIp = limits.httpConnectionsPerIp;
            connections = limits.connections;
            pageSize = limits.pageSize;
            maximumPageSize = limits.maximumPageSize;
            chatWait = limits.chatWait;
            modelConnect = limits.modelConnect;
            modelStall = limits.modelStall;
            modelAnswer = limits.modelAnswer;
            toolCall = limits.toolCall;
            toolRounds = limits.toolRounds;
            toolResultCodePoints = limits.toolResultCodePoints;
            lease = limits.lease;
            turnAttempts = limits.turnAttempts;
        }

        public Builder userMessageCodePoints(int value) {
            userMessageCodePoints = value;
            return this;
        }

        public Builder titleCodePoints(int value) {
            titleCodePoints = value;
            return this;
        }

        public Builder metadataBytes(int value) {
            metadataBytes = value;
            return this;
        }

        public Builder customPayloadBytes(int value) {
            customPayloadBytes = value;
            return this;
        }

        public Builder activeSessionsPerUser(int value) {
            activeSessionsPerUser = value;
            return this;
        }

        public Builder liveSessions(int value) {
            liveSessions = value;
            return this;
        }

        public Builder messagesPerSession(int value) {
            messagesPerSession = value;
            return this;
        }

        public Builder queuedTurns(int value) {
            queuedTurns = value;
            return this;
        }

        public Builder participants(int value) {
            participants = value;
            return this;
        }

        public Builder idleUntilPaused(Duration value) {
            idleUntilPaused = value;
            return this;
        }

        public Builder inactiveUntilExpired(Duration value) {
            inactiveUntilExpired = value;
            return this;
        }

        public Builder retention(Duration value) {
            retention = value;
            return this;
        }

        public Builder feedbackLifetime(Duration value) {
            feedbackLifetime = value;
            return this;
        }

        public Builder feedbackReminder(Duration value) {
            feedbackReminder = value;
            return this;
        }

        public Builder contextMessages(int value) {
            contextMessages = value;
            return this;
        }

        public Builder contextTokens(int value) {
            contextTokens = value;
            return this;
        }

        public Builder userRequestsPerMinute(int value) {
            userRequestsPerMinute = value;
            return this;
        }

        public Builder sessionRequestsPerMinute(int value) {
            sessionRequestsPerMinute = value;
            return this;
        }

        public Builder channelRequestsPerMinute(int value) {
            channelRequestsPerMinute = value;
            return this;
        }

        public Builder userReadsPerMinute(int value) {
            userReadsPerMinute = value;
            return this;
        }

        public Builder customEventsPerMinute(int value) {
            customEventsPerMinute = value;
            return this;
        }

        public Builder connectionsPerIp(int value) {
            connectionsPerIp = value;
            return this;
        }

        public Builder httpConnectionsPerIp(int value) {
            httpConnectionsPerIp = value;
            return this;
        }

        public Builder connections(int value) {
            connections = value;
            return this;
        }

        public Builder pageSize(int value) {
            pageSize = value;
            return this;
        }

        public Builder maximumPageSize(int value) {
            maximumPageSize = value;
            return this;
        }

        public Builder chatWait(Duration value) {
            chatWait = value;
            return this;
        }

        public Builder modelConnect(Duration value) {
            modelConnect = value;
            return this;
        }

        public Builder modelStall(Duration value) {
            modelStall = value;
            return this;
        }

        public Builder modelAnswer(Duration value) {
            modelAnswer = value;
            return this;
        }

        public Builder toolCall(Duration value) {
            toolCall = value;
            return this;
        }

        public Builder toolRounds(int value) {
            toolRounds = value;
            return this;
        }

        public Builder toolResultCodePoints(int value) {
            toolResultCodePoints = value;
            return this;
        }

        public Builder lease(Duration value) {
            lease = value;
            return this;
        }

        public Builder turnAttempts(int value) {
            turnAttempts = value;
            return this;
        }

        /** @throws ChatException.Invalid naming the first limit that is out of its range */
        public ChatLimits build() {
            return new ChatLimits(
                    userMessageCodePoints,
                    titleCodePoints,
                    metadataBytes,
                    customPayloadBytes,
                    activeSessionsPerUser,
                    liveSessions,
                    messagesPerSession,
                    queuedTurns,
                    participants,
                    idleUntilPaused,
                    inactiveUntilExpired,
                    retention,
                    feedbackLifetime,
                    feedbackReminder,
                    contextMessages,
                    contextTokens,
                    userRequestsPerMinute,
                    sessionRequestsPerMinute,
                    channelRequestsPerMinute,
                    userReadsPerMinute,
                    customEventsPerMinute,
                    connectionsPerIp,
                    httpConnectionsPerIp,
                    connections,
                    pageSize,
                    maximumPageSize,
                    chatWait,
                    modelConnect,
                    modelStall,
                    modelAnswer,
                    toolCall,
                    toolRounds,
                    toolResultCodePoints,
                    lease,
                    turnAttempts);
        }
    }
}
