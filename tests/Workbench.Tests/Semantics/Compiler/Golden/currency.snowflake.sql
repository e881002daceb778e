-- {"metrics": ["amount"], "group_by": ["invoice.currency"]}
with
-- Amount as invoiced by invoice.currency
amount as (
  select
    invoice.currency,
    sum(cast(invoice_line.cents as number(38, 12)) / 100.0) as amount
  from shop.invoice_line as invoice_line
  left join shop.invoice as invoice on invoice_line.invoice_id = invoice.id
  left join shop.account as account on invoice.account_id = account.id
  where not account.is_internal
  group by 1
)
select
  amount.currency as "invoice.currency",
  coalesce(amount.amount, 0) as "amount"
from amount
order by "amount" desc nulls last, "invoice.currency" nulls last
