select m::date as "time.month", count(c.id) as calls, coalesce(sum(c.minutes), 0) as minutes, avg(c.minutes) as average_minutes, max(c.minutes) as longest,
  count(*) filter (where c.is_solved)::numeric / nullif(count(c.id), 0) as solved_rate
from generate_series(timestamp '2026-01-01', timestamp '2026-06-01', interval '1 month') m left join empty_periods.call c on date_trunc('month', c.taken_on) = m group by 1 order by 1
