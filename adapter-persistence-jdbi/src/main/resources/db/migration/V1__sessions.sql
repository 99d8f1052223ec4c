-- Sessions with their messages, turns, questions to people and logs.
-- Everything that changes a session locks its row in "sessions" first. Times are those of the database.
-- The lengths of texts are the application's configurable limits; what is checked here holds whatever they are.

-- Search finds any part of a text, in any language, whether or not its words have spaces between them.
create extension if not exists pg_trgm;

-- What texts have in common that are the same but for upper and lower case: character by character, by the rules of Unicode, and the same
-- whatever the locale of the database is. Versions before 17 have no such rules of their own; there those of the database hold.
do $$
begin
    execute format(
        'create function search_form(value text) returns text language sql immutable strict parallel safe return lower(upper(value%s))',
        (select ' collate pg_catalog.pg_c_utf8' from pg_collation
            where collname = 'pg_c_utf8' and collnamespace = 'pg_catalog'::regnamespace));
end
$$;

create table users (
    id           text primary key check (char_length(id) between 1 and 128),
    -- sessions that are not deleted
    own_sessions bigint      not null default 0 check (own_sessions >= 0),
    created_at   timestamptz not null default now()
);

create table sessions (
    id                     uuid primary key,
    owner_id               text        not null references users (id),
    title                  text        not null,
    metadata               json        not null,
    profile                text        not null check (profile ~ '^[a-z0-9_-]{1,64}$'),
    status                 text        not null check (status in ('initializing', 'active', 'paused', 'completed', 'expired')),
    agent_activity         text        not null check (agent_activity in ('idle', 'thinking', 'responding', 'error')),
    agent_context_messages integer     not null check (agent_context_messages >= 0),
    agent_context_tokens   integer     not null check (agent_context_tokens >= 0),
    agent_waiting_for      uuid,
    -- the answer that is being streamed
    open_message_id        uuid,
    open_turn_id           uuid,
    open_started_seq       bigint,
    last_seq               bigint      not null check (last_seq >= 0),
    message_count          integer     not null check (message_count >= 0),
    -- the model sees nothing that was said up to here
    context_after          bigint      not null default 0 check (context_after >= 0),
    origin_session_id      uuid,
    origin_seq             bigint,
    created_at             timestamptz not null,
    updated_at             timestamptz not null,
    last_active_at         timestamptz not null,
    ended_at               timestamptz,
    deleted_at             timestamptz,
    check ((open_message_id is null) = (open_turn_id is null) and (open_message_id is null) = (open_started_seq is null)),
    check ((origin_session_id is null) = (origin_seq is null)),
    check ((status in ('completed', 'expired')) = (ended_at is not null))
);

create index sessions_of_owner on sessions (owner_id, last_active_at desc, id desc) where deleted_at is null;
create index sessions_by_activity on sessions (last_active_at)
    where deleted_at is null and status in ('initializing', 'active', 'paused');
create index sessions_out_of_use on sessions ((coalesce(deleted_at, ended_at)))
    where deleted_at is not null or ended_at is not null;

create table session_participants (
    session_id uuid not null references sessions (id) on delete cascade,
    user_id    text not null check (char_length(user_id) between 1 and 128),
    access     text not null check (access in ('viewer', 'editor')),
    -- whether the session is not deleted, so that they can be counted without looking at sessions
    listed     boolean not null,
    primary key (session_id, user_id)
);

create index participations_of_user on session_participants (user_id, session_id) where listed;

create table messages (
    session_id        uuid        not null references sessions (id) on delete cascade,
    seq               bigint      not null check (seq > 0),
    id                uuid        not null,
    turn_id           uuid,
    role              text        not null check (role in ('user', 'assistant', 'system', 'tool')),
    status            text        not null check (status in ('streaming', 'completed', 'stopped', 'failed', 'interrupted')),
    author_id         text,
    text              text        not null,
    tool_calls        json,
    tool_call_id      text,
    tool_name         text,
    tool_failed       boolean,
    model             text,
    prompt_tokens     integer     not null default 0 check (prompt_tokens >= 0),
    completion_tokens integer     not null default 0 check (completion_tokens >= 0),
    failure_code      text,
    failure_message   text,
    created_at        timestamptz not null,
    ended_at          timestamptz,
    primary key (session_id, seq),
    unique (session_id, id),
    check ((role = 'user') = (author_id is not null)),
    check ((role = 'tool') = (tool_call_id is not null)),
    check (role = 'assistant' or status = 'completed')
);

-- An author's message id is used once, in whichever session.
create unique index messages_of_author on messages (author_id, id) where role = 'user';
create index messages_text on messages using gin (search_form(text) gin_trgm_ops) where role in ('user', 'assistant');
create index messages_of_turn on messages (session_id, turn_id, seq);

create table turns (
    id              uuid primary key,
    session_id      uuid        not null references sessions (id) on delete cascade,
    message_id      uuid        not null,
    author_id       text        not null,
    accepted_seq    bigint      not null check (accepted_seq > 0),
    queued_ahead    integer     not null check (queued_ahead >= 0),
    priority        integer     not null,
    attempt         integer     not null check (attempt >= 0),
    crashes         integer     not null check (crashes >= 0),
    status          text        not null
        check (status in ('queued', 'running', 'awaiting_feedback', 'completed', 'failed', 'cancelled')),
    lease_owner     uuid,
    -- 'epoch' when the owner gave it up
    lease_until     timestamptz,
    awaited_request uuid,
    failure_code    text,
    failure_message text,
    cancel_reason   text,
    stop_requested  text,
    created_at      timestamptz not null,
    started_at      timestamptz,
    ended_at        timestamptz,
    unique (session_id, message_id),
    check ((status = 'running') = (lease_owner is not null and lease_until is not null)),
    check ((status = 'awaiting_feedback') = (awaited_request is not null)),
    check ((status in ('completed', 'failed', 'cancelled')) = (ended_at is not null))
);

create index turns_open on turns (session_id, status) where status in ('queued', 'running', 'awaiting_feedback');
-- One turn at a time, whatever the program does.
create unique index turns_current on turns (session_id) where status in ('running', 'awaiting_feedback');
create index turns_leased on turns (lease_until) where status = 'running';

create table session_events (
    session_id uuid        not null references sessions (id) on delete cascade,
    seq        bigint      not null check (seq > 0),
    id         uuid        not null,
    type       text        not null,
    at         timestamptz not null,
    payload    json        not null,
    primary key (session_id, seq)
);

-- However much the log has grown since a turn began, the tools that it called are found at once.
create index session_events_tool_calls on session_events (session_id, seq) where type = 'tool.called';

-- The text of answers while they are streamed, in pieces as they came.
create table drafts (
    message_id uuid    not null,
    start      integer not null check (start >= 0),
    session_id uuid    not null references sessions (id) on delete cascade,
    text       text    not null,
    primary key (message_id, start)
);

-- Questions to people. Kinds and answers are kept as they were given, byte for byte.
create table feedback_requests (
    id             uuid primary key,
    session_id     uuid        not null references sessions (id) on delete cascade,
    -- the agent's call that waits for the answer, if one does
    turn_id        uuid,
    answer_id      uuid,
    call_id        text,
    question       text        not null check (char_length(question) between 1 and 2000),
    kind           json        not null,
    -- who may answer; empty = everyone who may write in the session
    responders     text[]      not null,
    default_answer json,
    status         text        not null check (status in ('pending', 'answered', 'expired', 'cancelled')),
    created_at     timestamptz not null,
    expires_at     timestamptz not null,
    remind_at      timestamptz,
    ended_at       timestamptz,
    -- Saving a question of this session changes it; saving one of another session is refused by the primary key.
    unique (session_id, id),
    check (expires_at > created_at),
    check ((turn_id is null) = (answer_id is null) and (turn_id is null) = (call_id is null)),
    check ((status in ('expired', 'cancelled')) = (ended_at is not null))
);

create index feedback_of_session on feedback_requests (session_id, created_at desc, id desc);
create index feedback_of_turn on feedback_requests (session_id, turn_id) where turn_id is not null;
create index feedback_pending on feedback_requests (session_id, created_at desc, id desc) where status = 'pending';
-- What is absent is not the least.
create index feedback_due on feedback_requests (least(expires_at, remind_at)) where status = 'pending';

-- Whose question it is wherever somebody looks: those named or, where nobody is, the session's owner. Editors come and go; they are
-- found by their sessions.
create table feedback_inbox (
    request_id uuid        not null references feedback_requests (id) on delete cascade,
    user_id    text        not null check (char_length(user_id) between 1 and 128),
    session_id uuid        not null,
    status     text        not null,
    created_at timestamptz not null,
    primary key (request_id, user_id)
);

create index feedback_inbox_of_user on feedback_inbox (user_id, created_at desc, request_id desc);
create index feedback_inbox_pending on feedback_inbox (user_id, created_at desc, request_id desc) where status = 'pending';

-- The answers that won, and those that came too late.
create table feedback_responses (
    request_id uuid        not null references feedback_requests (id) on delete cascade,
    id         uuid        not null,
    author_id  text        not null check (char_length(author_id) between 1 and 128),
    channel    text        not null check (channel in ('web', 'email', 'slack')),
    answer     json        not null,
    at         timestamptz not null,
    late       boolean     not null,
    primary key (request_id, id)
);

-- One answer wins, whatever the program does.
create unique index feedback_winners on feedback_responses (request_id) where not late;

-- What people had of models. Sessions are removed some day, these stay; each session has rows of its own, so that answers in different
-- sessions do not wait for each other.
create table usage (
    user_id           text   not null check (char_length(user_id) between 1 and 128),
    day               date   not null,
    model             text   not null,
    session_id        uuid   not null,
    answers           bigint not null check (answers >= 0),
    prompt_tokens     bigint not null check (prompt_tokens >= 0),
    completion_tokens bigint not null check (completion_tokens >= 0),
    primary key (user_id, day, model, session_id)
);

-- Rows come day by day, so a summary of each range of pages finds those of a few days, and costs next to nothing to keep.
create index usage_by_day on usage using brin (day) with (autosummarize = on);
-- What people want to have done. Whatever changes the tasks of an owner locks the owner's row here first, so that numbers are given one by
-- one and the totals are right.
create table task_lists (
    owner_id    text   primary key check (char_length(owner_id) between 1 and 128),
    last_number bigint not null check (last_number >= 0),
    open_tasks  bigint not null check (open_tasks >= 0),
    done_tasks  bigint not null check (done_tasks >= 0)
);

create table tasks (
    id           uuid        primary key,
    owner_id     text        not null references task_lists (owner_id),
    number       bigint      not null check (number > 0),
    title        text        not null check (char_length(title) between 1 and 500),
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    completed_at timestamptz,
    -- the keys of the calls that added and deleted it, so that the same calls again have no second effect
    created_key  text,
    deleted_key  text,
    deleted_at   timestamptz,
    unique (owner_id, number),
    check (deleted_key is null or deleted_at is not null)
);

create index tasks_listed on tasks (owner_id, number) where deleted_at is null;
create index tasks_open on tasks (owner_id, number) where deleted_at is null and completed_at is null;
create index tasks_done on tasks (owner_id, number) where deleted_at is null and completed_at is not null;
create unique index tasks_created_key on tasks (owner_id, created_key) where created_key is not null;
create unique index tasks_deleted_key on tasks (owner_id, deleted_key) where deleted_key is not null;
create index tasks_deleted on tasks (deleted_at) where deleted_at is not null;
