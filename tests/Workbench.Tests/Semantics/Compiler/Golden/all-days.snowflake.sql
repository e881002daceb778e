-- {"metrics": ["invoices"], "time": {"grain": "day"}}
with
-- Invoices by time.day
invoices as (
  select
    invoice.issued as day,
    count(*) as invoices
  from shop.invoice as invoice
  left join shop.account as account on invoice.account_id = account.id
  where not account.is_internal
  group by 1
),
-- the first and the last period with data
bounds as (
  select
    min(found.day) as first_period,
    max(found.day) as last_period
  from (
    select
      invoices.day
    from invoices
  ) as found
),
-- every day between them
periods as (
  select
    cast(dateadd(day, listed.n, bounds.first_period) as date) as day
  from bounds
  join (select row_number() over (order by seq4()) - 1 as n from table(generator(rowcount => 50000))) as listed on dateadd(day, listed.n, bounds.first_period) <= bounds.last_period
),
-- each metric on its own, and every period
side_by_side as (
  select
    invoices.day,
    invoices.invoices
  from invoices
  union all
  select
    periods.day,
    cast(null as number(38, 0)) as invoices
  from periods
),
-- combined by keys
combined as (
  select
    side_by_side.day,
    max(side_by_side.invoices) as invoices
  from side_by_side
  group by 1
)
select
  combined.day as "time.day",
  coalesce(combined.invoices, 0) as "invoices"
from combined
order by "time.day" nulls last
