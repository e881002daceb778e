select h at time zone 'America/New_York' as "time.hour", (select count(*) from daylight_saving.visit v where v.seen_at >= h and v.seen_at < h + interval '1 hour') as visits
  from generate_series(timestamptz '2026-03-08 05:00Z', timestamptz '2026-03-09 03:00Z', interval '1 hour') h order by h
