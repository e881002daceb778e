-- {"metrics": ["invoices"], "time": {"grain": "civil_year"}}
with
-- Invoices by time.civil_year
invoices as (
  select
    date_trunc('year', cast(invoice.issued as date)) as civil_year,
    count(*) as invoices
  from shop.invoice as invoice
  left join shop.account as account on invoice.account_id = account.id
  where not account.is_internal
  group by 1
),
-- the first and the last period with data
bounds as (
  select
    min(found.civil_year) as first_period,
    max(found.civil_year) as last_period
  from (
    select
      invoices.civil_year
    from invoices
  ) as found
),
-- every civil year between them
periods as (
  select
    cast(dateadd(year, listed.n, bounds.first_period) as date) as civil_year
  from bounds
  join (select row_number() over (order by seq4()) - 1 as n from table(generator(rowcount => 50000))) as listed on dateadd(year, listed.n, bounds.first_period) <= bounds.last_period
),
-- each metric on its own, and every period
side_by_side as (
  select
    invoices.civil_year,
    invoices.invoices
  from invoices
  union all
  select
    periods.civil_year,
    cast(null as number(38, 0)) as invoices
  from periods
),
-- combined by keys
combined as (
  select
    side_by_side.civil_year,
    max(side_by_side.invoices) as invoices
  from side_by_side
  group by 1
)
select
  combined.civil_year as "time.civil_year",
  coalesce(combined.invoices, 0) as "invoices"
from combined
order by "time.civil_year" nulls last
