select m::date as "time.month", (select sum(cents) from balances.holding where month = m and status <> 'draft') as held
from generate_series(timestamp '2026-01-01', timestamp '2026-05-01', interval '1 month') m order by 1
