-- {"metrics": ["revenue"], "group_by": ["account.owner.team"], "where": [{"field": "product.name", "op": "contains", "values": ["o'n"]}]}
with
-- Revenue by account.owner.team
revenue as (
  select
    owner.team,
    sum(cast(invoice_line.usd_cents as number(38, 12)) / 100) as revenue
  from shop.invoice_line as invoice_line
  left join shop.invoice as invoice on invoice_line.invoice_id = invoice.id
  left join shop.account as account on invoice.account_id = account.id
  left join shop.employee as owner on account.owner_id = owner.id
  left join shop.product as product on invoice_line.product_id = product.id and not product.is_retired
  where invoice_line.kind <> 'refund'
    and product.name ilike '%o''n%' escape '\\'
    and not account.is_internal
  group by 1
)
select
  revenue.team as "account.owner.team",
  coalesce(revenue.revenue, 0) as "revenue"
from revenue
order by "revenue" desc nulls last, "account.owner.team" nulls last
