-- {"metrics": ["revenue"], "group_by": ["account.name", "account"], "limit": 3, "others": true, "totals": true}
with
-- Revenue by account.name, account
revenue as (
  select
    account.name,
    account.id as account,
    sum(invoice_line.usd_cents::numeric / 100) as revenue
  from shop.invoice_line as invoice_line
  left join shop.invoice as invoice on invoice_line.invoice_id = invoice.id
  left join shop.account as account on invoice.account_id = account.id
  where invoice_line.kind <> 'refund'
    and not account.is_internal
  group by 1, 2
),
-- the result
result as (
  select
    revenue.name,
    revenue.account,
    coalesce(revenue.revenue, 0) as revenue
  from revenue
),
-- the rows that the limit keeps
top_rows as (
  select
    result.name,
    result.account,
    result.revenue
  from result
  order by result.revenue desc nulls last, result.name nulls last, result.account nulls last
  limit 3
),
-- Revenue, the others
others_revenue as (
  select
    sum(invoice_line.usd_cents::numeric / 100) as revenue
  from shop.invoice_line as invoice_line
  left join shop.invoice as invoice on invoice_line.invoice_id = invoice.id
  left join shop.account as account on invoice.account_id = account.id
  where invoice_line.kind <> 'refund'
    and not account.is_internal
    and not exists (
      select
        1 as found
      from top_rows
      where top_rows.name is not distinct from account.name
        and top_rows.account is not distinct from account.id
    )
),
-- one row: others
others_row as (
  select
    coalesce(others_revenue.revenue, 0) as revenue
  from others_revenue
),
-- Revenue, the total
total_revenue as (
  select
    sum(invoice_line.usd_cents::numeric / 100) as revenue
  from shop.invoice_line as invoice_line
  left join shop.invoice as invoice on invoice_line.invoice_id = invoice.id
  left join shop.account as account on invoice.account_id = account.id
  where invoice_line.kind <> 'refund'
    and not account.is_internal
),
-- one row: total
total_row as (
  select
    coalesce(total_revenue.revenue, 0) as revenue
  from total_revenue
),
-- with what stands below them
all_rows as (
  select
    0 as row_kind,
    top_rows.name,
    top_rows.account,
    top_rows.revenue
  from top_rows
  union all
  select
    2 as row_kind,
    null::text as name,
    null::bigint as account,
    others_row.revenue
  from others_row
  union all
  select
    1 as row_kind,
    null::text as name,
    null::bigint as account,
    total_row.revenue
  from total_row
)
select
  all_rows.name as "account.name",
  all_rows.account,
  all_rows.revenue,
  all_rows.row_kind
from all_rows
order by case all_rows.row_kind when 0 then 0 when 2 then 1 else 2 end nulls last, all_rows.revenue desc nulls last, all_rows.name nulls last, all_rows.account nulls last
