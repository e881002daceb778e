select m::date as "time.month", q as "call.queue", (select count(*) from empty_periods.call where queue is not distinct from q and date_trunc('month', taken_on) = m) as calls
from generate_series(timestamp '2026-01-01', timestamp '2026-03-01', interval '1 month') m, (values ('a'), ('b')) x(q) order by 1, 2
