-- {"metrics": ["revenue"], "time": {"range": "last_quarter"}}
with
-- Revenue
revenue as (
  select
    sum(cast(invoice_line.usd_cents as number(38, 12)) / 100) as revenue
  from shop.invoice_line as invoice_line
  left join shop.invoice as invoice on invoice_line.invoice_id = invoice.id
  left join shop.account as account on invoice.account_id = account.id
  where invoice_line.kind <> 'refund'
    and not account.is_internal
    and invoice.issued >= date '2026-05-01'
    and invoice.issued < date '2026-08-01'
)
select
  coalesce(revenue.revenue, 0) as "revenue"
from revenue
