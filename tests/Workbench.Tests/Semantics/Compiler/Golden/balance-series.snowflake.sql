-- {"metrics": ["held"], "time": {"range": "last_4_quarters", "grain": "quarter"}}
with
-- the last date of held in each period
held_dates as (
  select
    dateadd(month, 1, date_trunc('quarter', dateadd(month, -1, cast(balance.month as date)))) as quarter,
    max(balance.month) as snapshot
  from shop.balance as balance
  where balance.status <> 'draft'
    and balance.month >= date '2025-08-01'
    and balance.month < date '2026-08-01'
  group by 1
),
-- Held by time.quarter
held as (
  select
    held_dates.quarter,
    sum(cast(balance.cents as number(38, 12)) / 100.0) as held
  from shop.balance as balance
  join held_dates on balance.month = held_dates.snapshot
  left join shop.account as account on balance.account_id = account.id
  where balance.status <> 'draft'
    and not account.is_internal
  group by 1
),
-- every fiscal quarter asked for
periods as (
  select
    listed.quarter
  from (values (date '2025-08-01'), (date '2025-11-01'), (date '2026-02-01'), (date '2026-05-01')) as listed (quarter)
)
select
  periods.quarter as "time.quarter",
  case when held_dates_known.quarter is not null then coalesce(held.held, 0) end as "held"
from periods
left join held on held.quarter = periods.quarter
left join (
  select distinct
    held_dates.quarter
  from held_dates
) as held_dates_known on held_dates_known.quarter = periods.quarter
order by "time.quarter" nulls last
