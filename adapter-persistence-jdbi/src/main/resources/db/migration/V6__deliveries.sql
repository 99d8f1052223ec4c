-- How questions get to people who are not looking at the chat: one row for each question that does.
create table feedback_dispatches (
    request_id uuid   primary key references feedback_requests (id) on delete cascade,
    session_id uuid   not null,
    mode       text   not null check (mode in ('parallel', 'fallback')),
    -- which may be used; empty = all
    channels   text[] not null,
    -- since when deliveries have to be planned, or people told of the question's end
    due_at     timestamptz
);

create index feedback_dispatches_due on feedback_dispatches (due_at) where due_at is not null;

-- And one for each person and channel. Addresses are not in here: they may change meanwhile.
create table feedback_deliveries (
    request_id uuid        not null references feedback_dispatches (request_id) on delete cascade,
    recipient  text        not null check (char_length(recipient) between 1 and 128),
    channel    text        not null check (channel in ('web', 'email', 'slack', 'webhook')),
    session_id uuid        not null,
    status     text        not null check (status in ('pending', 'sent', 'superseded', 'failed')),
    attempts   integer     not null check (attempts >= 0),
    errand     text        check (errand in ('ask', 'remind', 'tell')),
    failures   integer     not null check (failures >= 0),
    -- the try in progress, which belongs to the node that began it until due_at
    attempt_id uuid,
    uncertain  boolean     not null,
    due_at     timestamptz,
    receipt    text,
    error      text,
    updated_at timestamptz not null,
    primary key (request_id, recipient, channel),
    check ((errand is null) = (due_at is null)),
    check (attempt_id is null or errand is not null),
    check (status <> 'pending' or errand = 'ask')
);

create index feedback_deliveries_due on feedback_deliveries (due_at) where due_at is not null;
create index feedback_deliveries_open on feedback_deliveries (status, channel) where status in ('pending', 'sent');

-- Other systems answer for people, too.
alter table feedback_responses drop constraint feedback_responses_channel_check;
alter table feedback_responses add constraint feedback_responses_channel_check
    check (channel in ('web', 'email', 'slack', 'webhook'));
