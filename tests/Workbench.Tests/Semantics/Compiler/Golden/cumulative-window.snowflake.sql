-- {"metrics": ["visits_28d"], "time": {"range": "last_3_months", "grain": "month"}}
with
-- visits_28d by day
visits_28d_by_day as (
  select
    cast(cast(convert_timezone('America/New_York', visit.seen_at) as timestamp_ntz) as date) as on_day,
    count(*) as visits_28d
  from shop.visit as visit
  left join shop.account as account on visit.account_id = account.id
  where not account.is_internal
    and visit.seen_at >= timestamp_tz_from_parts(2026, 7, 4, 0, 0, 0, 0, 'America/New_York')
    and visit.seen_at < timestamp_tz_from_parts(2026, 10, 1, 0, 0, 0, 0, 'America/New_York')
  group by 1
),
-- Visits by time.month
visits_28d as (
  select
    windows.month,
    cast(sum(visits_28d_by_day.visits_28d) as number(38, 0)) as visits_28d
  from (values (date '2026-07-01', date '2026-07-04', date '2026-08-01'), (date '2026-08-01', date '2026-08-04', date '2026-09-01'), (date '2026-09-01', date '2026-09-03', date '2026-10-01')) as windows (month, starts, ends)
  join visits_28d_by_day on visits_28d_by_day.on_day >= windows.starts and visits_28d_by_day.on_day < windows.ends
  group by 1
),
-- every month asked for
periods as (
  select
    listed.month
  from (values (date '2026-07-01'), (date '2026-08-01'), (date '2026-09-01')) as listed (month)
)
select
  periods.month as "time.month",
  coalesce(visits_28d.visits_28d, 0) as "visits_28d"
from periods
left join visits_28d on visits_28d.month = periods.month
order by "time.month" nulls last
