-- {"metrics": ["held_average"], "group_by": ["account.tier"], "time": {"range": "last_quarter"}}
with
-- all dates of held_average
held_average_dates as (
  select distinct
    balance.month as snapshot
  from shop.balance as balance
  where balance.status <> 'draft'
    and balance.month >= date '2026-05-01'
    and balance.month < date '2026-08-01'
    and balance.month is not null
),
-- held_average on each of its dates
held_average_by_snapshot as (
  select
    account.tier,
    held_average_dates.snapshot,
    sum(cast(balance.cents as number(38, 12)) / 100.0) as held_average
  from shop.balance as balance
  join held_average_dates on balance.month = held_average_dates.snapshot
  left join shop.account as account on balance.account_id = account.id
  where balance.status <> 'draft'
    and not account.is_internal
  group by 1, 2
),
-- number of dates of held_average
held_average_counts as (
  select
    count(*) as dates
  from held_average_dates
),
-- Held on average by account.tier
held_average as (
  select
    held_average_by_snapshot.tier,
    cast(sum(held_average_by_snapshot.held_average) as number(38, 12)) / nullif(max(held_average_counts.dates), 0) as held_average
  from held_average_by_snapshot
  cross join held_average_counts
  group by 1
)
select
  held_average.tier as "account.tier",
  coalesce(held_average.held_average, 0) as "held_average"
from held_average
order by "held_average" desc nulls last, "account.tier" nulls last
