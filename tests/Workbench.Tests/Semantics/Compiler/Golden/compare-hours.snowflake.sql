-- {"metrics": ["visits"], "time": {"range": "yesterday", "grain": "hour"}, "compare": {"to": {"shift": 1, "unit": "week"}}}
with
-- Visits by time.hour
visits as (
  select
    date_trunc('hour', cast(convert_timezone('America/New_York', visit.seen_at) as timestamp_ntz)) as hour,
    count(*) as visits
  from shop.visit as visit
  left join shop.account as account on visit.account_id = account.id
  where not account.is_internal
    and visit.seen_at >= timestamp_tz_from_parts(2026, 10, 14, 0, 0, 0, 0, 'America/New_York')
    and visit.seen_at < timestamp_tz_from_parts(2026, 10, 15, 0, 0, 0, 0, 'America/New_York')
  group by 1
),
-- Visits by time.hour, in the period compared with
visits_previous as (
  select
    date_trunc('hour', cast(convert_timezone('America/New_York', visit.seen_at) as timestamp_ntz)) as hour,
    count(*) as visits
  from shop.visit as visit
  left join shop.account as account on visit.account_id = account.id
  where not account.is_internal
    and visit.seen_at >= timestamp_tz_from_parts(2026, 10, 7, 0, 0, 0, 0, 'America/New_York')
    and visit.seen_at < timestamp_tz_from_parts(2026, 10, 8, 0, 0, 0, 0, 'America/New_York')
  group by 1
),
-- every hour asked for
periods as (
  select
    dateadd(hour, listed.n, cast(date '2026-10-14' as timestamp_ntz)) as hour,
    case when dateadd(hour, listed.n, cast(date '2026-10-14' as timestamp_ntz)) < cast(date '2026-10-15' as timestamp_ntz) then dateadd(hour, listed.n, cast(date '2026-10-14' as timestamp_ntz)) - interval '7 days' end as previous_hour
  from (select row_number() over (order by seq4()) - 1 as n from table(generator(rowcount => 24))) as listed
),
-- the result
result as (
  select
    periods.hour,
    coalesce(visits.visits, 0) as visits,
    case when periods.previous_hour is not null then coalesce(visits_previous.visits, 0) end as visits_previous
  from periods
  left join visits on visits.hour = periods.hour
  left join visits_previous on visits_previous.hour = periods.previous_hour
)
select
  result.hour as "time.hour",
  result.visits as "visits",
  result.visits_previous as "visits.previous",
  result.visits - result.visits_previous as "visits.change",
  cast(result.visits - result.visits_previous as number(38, 12)) / nullif(abs(result.visits_previous), 0) as "visits.change_pct"
from result
order by result.hour nulls last
