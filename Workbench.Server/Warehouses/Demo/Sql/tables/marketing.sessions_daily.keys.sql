create index on marketing.sessions_daily (session_date);
create unique index on marketing.sessions_daily (session_date, channel, country) nulls not distinct;
