-- What is known of users: from their tokens, and from what administrators decided about them.
-- Room for the newest version of a row beside those that are read, so that a user who comes touches no index.
alter table users set (fillfactor = 80);

alter table users
    -- the role that a token of theirs gave last
    add column token_role    text check (token_role in ('viewer', 'analyst', 'admin')),
    -- the role that counts whatever tokens say
    add column assigned_role text check (assigned_role in ('viewer', 'analyst', 'admin')),
    add column disabled      boolean not null default false,
    add column first_seen_at timestamptz,
    -- to some minutes
    add column last_seen_at  timestamptz,
    -- when something was decided about them last
    add column changed_at    timestamptz,
    -- the role that counts, as far as is known
    add column role          text not null generated always as (coalesce(assigned_role, token_role, 'viewer')) stored,
    add check ((first_seen_at is null) = (last_seen_at is null)),
    add check (last_seen_at >= first_seen_at);

-- Those who own sessions came when they began the first one.
update users set first_seen_at = created_at, last_seen_at = created_at;

-- Ids are listed letter by letter, whatever the locale of the database is. None of what these indexes hold changes when users come.
create index users_listed on users (id collate "C");
create index users_of_role on users (role, id collate "C");
create index users_disabled on users (disabled, id collate "C");
create index users_changed on users (changed_at) where changed_at is not null;
create index users_id_text on users using gin (search_form(id) gin_trgm_ops);
