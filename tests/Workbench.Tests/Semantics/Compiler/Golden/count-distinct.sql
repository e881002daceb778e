-- {"metrics": ["visitors"], "time": {"range": "last_month", "grain": "week"}}
with
-- Visitors by time.week
visitors as (
  select
    distinct_values.week,
    count(distinct_values.visitors) as visitors
  from (
    select distinct
      date_trunc('week', visit.seen_at at time zone 'America/New_York')::date as week,
      visit.visitor as visitors
    from shop.visit as visit
    left join shop.account as account on visit.account_id = account.id
    where not account.is_internal
      and visit.seen_at >= date '2026-09-01'::timestamp at time zone 'America/New_York'
      and visit.seen_at < date '2026-10-01'::timestamp at time zone 'America/New_York'
  ) as distinct_values
  group by 1
),
-- every week asked for
periods as (
  select
    listed.week
  from unnest(array['2026-08-31', '2026-09-07', '2026-09-14', '2026-09-21', '2026-09-28']::date[]) as listed(week)
)
select
  periods.week as "time.week",
  coalesce(visitors.visitors, 0) as visitors
from periods
left join visitors on visitors.week = periods.week
order by "time.week" nulls last
