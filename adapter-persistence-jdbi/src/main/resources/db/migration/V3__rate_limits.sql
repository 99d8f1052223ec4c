-- How much of the limits of requests in a minute is used up, for all nodes together. A crash of the server may empty the table: everybody
-- may then send as many as at first, which is worth less than flushing every request to disk.
create unlogged table rate_limits (
    -- what is limited, and whose it is
    bucket  text   primary key,
    -- when all of it is there again if nobody takes any: nanoseconds since 1970
    full_at bigint not null
    -- Nothing else is indexed, and pages have room: rows that change every few seconds then do so in their place.
) with (fillfactor = 50);
