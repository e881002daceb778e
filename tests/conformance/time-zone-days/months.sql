select m::date as "time.month", date_trunc('year', m)::date as "time.year", (select count(*) from time_zone_days.login where date_trunc('month', at at time zone 'Asia/Tokyo') = m) as logins,
 (select count(distinct person) from time_zone_days.login where date_trunc('month', at at time zone 'Asia/Tokyo') = m) as people
from generate_series(timestamp '2025-12-01', timestamp '2026-03-01', interval '1 month') m order by 1
