select * from (values (date '2026-10-01', (select count(*) from daylight_saving.visit where seen_at >= '2026-10-01 04:00Z' and seen_at < '2026-11-01 04:00Z')),
 (date '2026-11-01', (select count(*) from daylight_saving.visit where seen_at >= '2026-11-01 04:00Z' and seen_at < '2026-12-01 05:00Z'))) x("time.month", visits) order by 1
