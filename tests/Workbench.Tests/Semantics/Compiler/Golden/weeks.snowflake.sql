-- {"metrics": ["visits"], "group_by": ["time.iso_week", "time.day_of_week"], "time": {"range": "last_week"}}
with
-- Visits by time.iso_week, time.day_of_week
visits as (
  select
    extract(dayofweekiso from cast(convert_timezone('America/New_York', visit.seen_at) as timestamp_ntz)) as day_of_week,
    dateadd(day, -mod(dayofweekiso(cast(cast(convert_timezone('America/New_York', visit.seen_at) as timestamp_ntz) as date)) + 6, 7), cast(cast(convert_timezone('America/New_York', visit.seen_at) as timestamp_ntz) as date)) as iso_week,
    count(*) as visits
  from shop.visit as visit
  left join shop.account as account on visit.account_id = account.id
  where not account.is_internal
    and visit.seen_at >= timestamp_tz_from_parts(2026, 10, 5, 0, 0, 0, 0, 'America/New_York')
    and visit.seen_at < timestamp_tz_from_parts(2026, 10, 12, 0, 0, 0, 0, 'America/New_York')
  group by 1, 2
)
select
  visits.iso_week as "time.iso_week",
  visits.day_of_week as "time.day_of_week",
  coalesce(visits.visits, 0) as "visits"
from visits
order by "time.iso_week" nulls last, "time.day_of_week" nulls last
