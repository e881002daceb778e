-- {"metrics": ["held"], "time": {"range": "last_quarter"}}
with
-- the last date of held
held_dates as (
  select
    max(balance.month) as snapshot
  from shop.balance as balance
  where balance.status <> 'draft'
    and balance.month >= date '2026-05-01'
    and balance.month < date '2026-08-01'
),
-- Held
held as (
  select
    sum(cast(balance.cents as number(38, 12)) / 100.0) as held
  from shop.balance as balance
  join held_dates on balance.month = held_dates.snapshot
  left join shop.account as account on balance.account_id = account.id
  where balance.status <> 'draft'
    and not account.is_internal
)
select
  case when held_dates_known.snapshot is not null then coalesce(held.held, 0) end as "held"
from held
cross join held_dates as held_dates_known
