-- {"metrics": ["held_each", "holders"], "group_by": ["account.region"], "time": {"range": "last_month"}}
with
-- the last date of held_each
held_each_dates as (
  select
    balance.account_id as per_1,
    max(balance.month) as snapshot
  from shop.balance as balance
  where balance.status <> 'draft'
    and balance.month >= date '2026-09-01'
    and balance.month < date '2026-10-01'
  group by 1
),
-- Held by each at last by account.region
held_each as (
  select
    account.region,
    sum(cast(balance.cents as number(38, 12)) / 100.0) as held_each
  from shop.balance as balance
  join held_each_dates on balance.month = held_each_dates.snapshot and balance.account_id is not distinct from held_each_dates.per_1
  left join shop.account as account on balance.account_id = account.id
  where balance.status <> 'draft'
    and not account.is_internal
  group by 1
),
-- the last date of holders
holders_dates as (
  select
    max(balance.month) as snapshot
  from shop.balance as balance
  where balance.status <> 'draft'
    and balance.month >= date '2026-09-01'
    and balance.month < date '2026-10-01'
),
-- Holders by account.region
holders as (
  select
    account.region,
    count(*) as holders
  from shop.balance as balance
  join holders_dates on balance.month = holders_dates.snapshot
  left join shop.account as account on balance.account_id = account.id
  where balance.status <> 'draft'
    and balance.cents > 1000
    and not account.is_internal
  group by 1
),
-- each metric on its own
side_by_side as (
  select
    held_each.region,
    held_each.held_each,
    cast(null as number(38, 0)) as holders
  from held_each
  union all
  select
    holders.region,
    cast(null as number(38, 12)) as held_each,
    holders.holders
  from holders
),
-- combined by keys
combined as (
  select
    side_by_side.region,
    max(side_by_side.held_each) as held_each,
    max(side_by_side.holders) as holders
  from side_by_side
  group by 1
)
select
  combined.region as "account.region",
  case when held_each_dates_known.snapshot is not null then coalesce(combined.held_each, 0) end as "held_each",
  case when holders_dates_known.snapshot is not null then coalesce(combined.holders, 0) end as "holders"
from combined
cross join (
  select
    max(held_each_dates.snapshot) as snapshot
  from held_each_dates
) as held_each_dates_known
cross join holders_dates as holders_dates_known
order by "held_each" desc nulls last, "account.region" nulls last
