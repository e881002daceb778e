-- {"metrics": ["visits_28d"], "time": {"range": "last_3_months", "grain": "month"}}
with
-- visits_28d by day
visits_28d_by_day as (
  select
    (visit.seen_at at time zone 'America/New_York')::date as on_day,
    count(*) as visits_28d
  from shop.visit as visit
  left join shop.account as account on visit.account_id = account.id
  where not account.is_internal
    and visit.seen_at >= date '2026-07-04'::timestamp at time zone 'America/New_York'
    and visit.seen_at < date '2026-10-01'::timestamp at time zone 'America/New_York'
  group by 1
),
-- Visits by time.month
visits_28d as (
  select
    windows.month,
    sum(visits_28d_by_day.visits_28d)::bigint as visits_28d
  from unnest(array['2026-07-01', '2026-08-01', '2026-09-01']::date[], array['2026-07-04', '2026-08-04', '2026-09-03']::date[], array['2026-08-01', '2026-09-01', '2026-10-01']::date[]) as windows(month, starts, ends)
  join visits_28d_by_day on visits_28d_by_day.on_day >= windows.starts and visits_28d_by_day.on_day < windows.ends
  group by 1
),
-- every month asked for
periods as (
  select
    listed.month
  from unnest(array['2026-07-01', '2026-08-01', '2026-09-01']::date[]) as listed(month)
)
select
  periods.month as "time.month",
  coalesce(visits_28d.visits_28d, 0) as visits_28d
from periods
left join visits_28d on visits_28d.month = periods.month
order by "time.month" nulls last
