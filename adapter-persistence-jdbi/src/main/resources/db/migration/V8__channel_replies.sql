-- Over which channel people said what; null for what is older than this, which came over the web, and for what no person said.
alter table messages add column channel text check (channel in ('web', 'email', 'slack', 'webhook'));

-- Answers on their way to those who wrote over a channel.
create table channel_replies (
    turn_id          uuid        not null references turns (id) on delete cascade,
    recipient        text        not null check (char_length(recipient) between 1 and 128),
    channel          text        not null check (channel in ('email', 'slack', 'webhook')),
    session_id       uuid        not null,
    address          text        not null check (char_length(address) between 1 and 2000),
    -- by which the person is known
    proven_kind      text        not null check (proven_kind in ('email', 'slack', 'webhook')),
    proven_address   text        not null check (char_length(proven_address) between 1 and 2000),
    -- names of messages on the channel
    thread           text        check (char_length(thread) between 1 and 1000),
    message          text        check (char_length(message) between 1 and 1000),
    subject          text        not null,
    status           text        not null check (status in ('pending', 'sent', 'failed')),
    attempts         integer     not null check (attempts >= 0),
    failures         integer     not null check (failures >= 0),
    -- the try in progress, which belongs to the node that began it until due_at
    attempt_id       uuid,
    -- of a pending one null until the turn has ended and somebody saw to it
    due_at           timestamptz,
    receipt          text,
    error            text,
    updated_at       timestamptz not null,
    primary key (turn_id, recipient, channel),
    check (status = 'pending' or due_at is null),
    check (attempt_id is null or due_at is not null)
);

create index channel_replies_due on channel_replies (due_at) where due_at is not null;
create index channel_replies_awaited on channel_replies (updated_at) where status = 'pending' and due_at is null;

-- By what people answer. By hashes: names may be longer than what an index takes.
create index channel_replies_receipt on channel_replies (recipient, md5(receipt)) where receipt is not null;
create index channel_replies_thread on channel_replies (recipient, md5(thread)) where thread is not null;
create index feedback_deliveries_receipt on feedback_deliveries (recipient, md5(receipt)) where receipt is not null;
