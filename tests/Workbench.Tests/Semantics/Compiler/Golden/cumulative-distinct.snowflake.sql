-- {"metrics": ["visitors_28d"], "time": {"range": "last_2_months", "grain": "month"}}
with
-- Visitors by time.month
visitors_28d as (
  select
    windows.month,
    count(distinct visit.visitor) as visitors_28d
  from shop.visit as visit
  join (values (date '2026-08-01', date '2026-08-04', date '2026-09-01'), (date '2026-09-01', date '2026-09-03', date '2026-10-01')) as windows (month, starts, ends) on visit.seen_at >= timestamp_tz_from_parts(year(windows.starts), month(windows.starts), day(windows.starts), 0, 0, 0, 0, 'America/New_York') and visit.seen_at < timestamp_tz_from_parts(year(windows.ends), month(windows.ends), day(windows.ends), 0, 0, 0, 0, 'America/New_York')
  left join shop.account as account on visit.account_id = account.id
  where not account.is_internal
    and visit.seen_at >= timestamp_tz_from_parts(2026, 8, 4, 0, 0, 0, 0, 'America/New_York')
    and visit.seen_at < timestamp_tz_from_parts(2026, 10, 1, 0, 0, 0, 0, 'America/New_York')
  group by 1
),
-- every month asked for
periods as (
  select
    listed.month
  from (values (date '2026-08-01'), (date '2026-09-01')) as listed (month)
)
select
  periods.month as "time.month",
  coalesce(visitors_28d.visitors_28d, 0) as "visitors_28d"
from periods
left join visitors_28d on visitors_28d.month = periods.month
order by "time.month" nulls last
