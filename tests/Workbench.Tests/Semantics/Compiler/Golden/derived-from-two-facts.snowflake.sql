-- {"metrics": ["revenue_per_ticket"], "group_by": ["account.tier"]}
with
-- Revenue by account.tier
revenue as (
  select
    account.tier,
    sum(cast(invoice_line.usd_cents as number(38, 12)) / 100) as revenue
  from shop.invoice_line as invoice_line
  left join shop.invoice as invoice on invoice_line.invoice_id = invoice.id
  left join shop.account as account on invoice.account_id = account.id
  where invoice_line.kind <> 'refund'
    and not account.is_internal
  group by 1
),
-- Tickets by account.tier
tickets as (
  select
    account.tier,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
  group by 1
),
-- each metric on its own
side_by_side as (
  select
    revenue.tier,
    revenue.revenue,
    cast(null as number(38, 0)) as tickets
  from revenue
  union all
  select
    tickets.tier,
    cast(null as number(38, 12)) as revenue,
    tickets.tickets
  from tickets
),
-- combined by keys
combined as (
  select
    side_by_side.tier,
    max(side_by_side.revenue) as revenue,
    max(side_by_side.tickets) as tickets
  from side_by_side
  group by 1
)
select
  combined.tier as "account.tier",
  cast(coalesce(combined.revenue, 0) as number(38, 12)) / nullif(coalesce(combined.tickets, 0), 0) as "revenue_per_ticket"
from combined
order by "revenue_per_ticket" desc nulls last, "account.tier" nulls last
