select h as "time.hour", (select count(*) from daylight_saving.visit v where date_trunc('hour', v.seen_at at time zone 'America/New_York') = h) as visits
  from generate_series(timestamp '2026-11-01 00:00', timestamp '2026-11-01 23:00', interval '1 hour') h order by h
