-- {"metrics": ["visitors"], "time": {"range": "last_month", "grain": "week"}}
with
-- Visitors by time.week
visitors as (
  select
    distinct_values.week,
    count(distinct_values.visitors) as visitors
  from (
    select distinct
      dateadd(day, -mod(dayofweekiso(cast(cast(convert_timezone('America/New_York', visit.seen_at) as timestamp_ntz) as date)) + 6, 7), cast(cast(convert_timezone('America/New_York', visit.seen_at) as timestamp_ntz) as date)) as week,
      visit.visitor as visitors
    from shop.visit as visit
    left join shop.account as account on visit.account_id = account.id
    where not account.is_internal
      and visit.seen_at >= timestamp_tz_from_parts(2026, 9, 1, 0, 0, 0, 0, 'America/New_York')
      and visit.seen_at < timestamp_tz_from_parts(2026, 10, 1, 0, 0, 0, 0, 'America/New_York')
  ) as distinct_values
  group by 1
),
-- every week asked for
periods as (
  select
    listed.week
  from (values (date '2026-08-31'), (date '2026-09-07'), (date '2026-09-14'), (date '2026-09-21'), (date '2026-09-28')) as listed (week)
)
select
  periods.week as "time.week",
  coalesce(visitors.visitors, 0) as "visitors"
from periods
left join visitors on visitors.week = periods.week
order by "time.week" nulls last
