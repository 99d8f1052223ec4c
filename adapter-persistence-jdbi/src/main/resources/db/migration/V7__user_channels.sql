-- How people want to be reached.
create table user_channels (
    user_id     text        not null check (char_length(user_id) between 1 and 128),
    kind        text        not null check (kind in ('email', 'slack', 'webhook')),
    address     text        not null check (char_length(address) between 1 and 2000),
    -- the same in all spellings that lead to the same place
    address_key text        not null check (char_length(address_key) between 1 and 2000),
    priority    smallint    not null check (priority between 1 and 3),
    quiet_from  time,
    quiet_until time,
    quiet_zone  text        check (char_length(quiet_zone) between 1 and 100),
    enabled     boolean     not null,
    verified_at timestamptz,
    primary key (user_id, kind),
    check ((quiet_from is null) = (quiet_until is null) and (quiet_from is null) = (quiet_zone is null)),
    check (quiet_from <> quiet_until)
);

-- An address that is verified belongs to one user. By its hash: addresses may be longer than what an index takes.
create unique index user_channels_verified on user_channels (kind, md5(address_key)) where verified_at is not null;

-- Codes that were sent to prove addresses.
create table address_proofs (
    user_id    text          not null check (char_length(user_id) between 1 and 128),
    kind       text          not null check (kind in ('email', 'slack', 'webhook')),
    address    text          not null check (char_length(address) between 1 and 2000),
    -- stands for the code; null once it is used
    hash       text,
    expires_at timestamptz   not null,
    tries_left smallint      not null check (tries_left >= 0),
    -- when codes were sent lately
    sent       timestamptz[] not null,
    primary key (user_id, kind)
);

