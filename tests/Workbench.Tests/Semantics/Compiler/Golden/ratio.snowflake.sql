-- {"metrics": ["refund_rate"], "group_by": ["account.tier"]}
with
-- Refunds, Revenue by account.tier
refunds_and_revenue as (
  select
    account.tier,
    sum(iff(invoice_line.kind = 'refund', cast(invoice_line.usd_cents as number(38, 12)) / 100, null)) as refunds,
    sum(iff(invoice_line.kind <> 'refund', cast(invoice_line.usd_cents as number(38, 12)) / 100, null)) as revenue
  from shop.invoice_line as invoice_line
  left join shop.invoice as invoice on invoice_line.invoice_id = invoice.id
  left join shop.account as account on invoice.account_id = account.id
  where (invoice_line.kind = 'refund' or invoice_line.kind <> 'refund')
    and not account.is_internal
  group by 1
)
select
  refunds_and_revenue.tier as "account.tier",
  cast(coalesce(refunds_and_revenue.refunds, 0) as number(38, 12)) / nullif(coalesce(refunds_and_revenue.revenue, 0), 0) as "refund_rate"
from refunds_and_revenue
order by "refund_rate" desc nulls last, "account.tier" nulls last
