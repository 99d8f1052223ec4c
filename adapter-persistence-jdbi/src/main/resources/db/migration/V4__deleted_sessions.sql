-- What an owner deleted, for those who want something back.
create index deleted_sessions_of_owner on sessions (owner_id, deleted_at desc, id desc) where deleted_at is not null;
