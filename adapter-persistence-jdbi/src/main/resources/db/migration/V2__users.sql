-- What is known of users: from their tokens, and from what administrators decided about them. Apart from "users", whose rows are locked by
-- changes of sessions: noting who came must not make those wait, nor wait for them.
create table user_directory (
    -- ids are listed letter by letter, whatever the locale of the database is
    id            text collate "C" primary key check (char_length(id) between 1 and 128),
    -- the role that a token of theirs gave last
    token_role    text check (token_role in ('viewer', 'analyst', 'admin')),
    -- the role that counts whatever tokens say
    assigned_role text check (assigned_role in ('viewer', 'analyst', 'admin')),
    disabled      boolean not null default false,
    first_seen_at timestamptz,
    -- to some minutes
    last_seen_at  timestamptz,
    -- when something was decided about them last
    changed_at    timestamptz,
    -- the role that counts, as far as is known
    role          text    not null generated always as (coalesce(assigned_role, token_role, 'viewer')) stored,
    check ((first_seen_at is null) = (last_seen_at is null)),
    check (last_seen_at >= first_seen_at)
)
-- Room for the newest version of a row beside the one that is read, so that a user who comes touches no index.
with (fillfactor = 80);

-- Those who own sessions came when they began the first one.
insert into user_directory (id, first_seen_at, last_seen_at) select id, created_at, created_at from users;

create index user_directory_of_role on user_directory (role, id);
create index user_directory_disabled on user_directory (disabled, id);
create index user_directory_changed on user_directory (changed_at) where changed_at is not null;
create index user_directory_id_text on user_directory using gin (search_form(id) gin_trgm_ops);
