select m::date as "time.month", (select sum(amount) from month_ends.sale where date_trunc('month', sold_on) = m)::numeric / (select sum(amount) from month_ends.sale where date_trunc('month', sold_on) = m - interval '1 month') - 1 as growth
from generate_series(timestamp '2025-12-01', timestamp '2026-02-01', interval '1 month') m order by 1
