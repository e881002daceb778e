select m::date as "time.month", (select sum(cents) from balances.holding where month = m)
  - (select sum(cents) from balances.holding where month = (select max(month) from balances.holding where month < m)) as growth
from generate_series(timestamp '2026-02-01', timestamp '2026-04-01', interval '1 month') m order by 1
