-- {"metrics": ["visitors_28d"], "time": {"range": "last_2_months", "grain": "month"}}
with
-- Visitors by time.month
visitors_28d as (
  select
    windows.month,
    count(distinct visit.visitor) as visitors_28d
  from shop.visit as visit
  join unnest(array['2026-08-01', '2026-09-01']::date[], array['2026-08-04', '2026-09-03']::date[], array['2026-09-01', '2026-10-01']::date[]) as windows(month, starts, ends) on visit.seen_at >= windows.starts::timestamp at time zone 'America/New_York' and visit.seen_at < windows.ends::timestamp at time zone 'America/New_York'
  left join shop.account as account on visit.account_id = account.id
  where not account.is_internal
    and visit.seen_at >= date '2026-08-04'::timestamp at time zone 'America/New_York'
    and visit.seen_at < date '2026-10-01'::timestamp at time zone 'America/New_York'
  group by 1
),
-- every month asked for
periods as (
  select
    listed.month
  from unnest(array['2026-08-01', '2026-09-01']::date[]) as listed(month)
)
select
  periods.month as "time.month",
  coalesce(visitors_28d.visitors_28d, 0) as visitors_28d
from periods
left join visitors_28d on visitors_28d.month = periods.month
order by "time.month" nulls last
