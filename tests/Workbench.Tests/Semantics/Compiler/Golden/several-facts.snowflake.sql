-- {"metrics": ["revenue", "tickets", "held"], "group_by": ["account.tier"], "time": {"range": "last_month"}}
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
    and invoice.issued >= date '2026-09-01'
    and invoice.issued < date '2026-10-01'
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
    and ticket.opened_at >= timestamp_tz_from_parts(2026, 9, 1, 0, 0, 0, 0, 'America/New_York')
    and ticket.opened_at < timestamp_tz_from_parts(2026, 10, 1, 0, 0, 0, 0, 'America/New_York')
  group by 1
),
-- the last date of held
held_dates as (
  select
    max(balance.month) as snapshot
  from shop.balance as balance
  where balance.status <> 'draft'
    and balance.month >= date '2026-09-01'
    and balance.month < date '2026-10-01'
),
-- Held by account.tier
held as (
  select
    account.tier,
    sum(cast(balance.cents as number(38, 12)) / 100.0) as held
  from shop.balance as balance
  join held_dates on balance.month = held_dates.snapshot
  left join shop.account as account on balance.account_id = account.id
  where balance.status <> 'draft'
    and not account.is_internal
  group by 1
),
-- each metric on its own
side_by_side as (
  select
    revenue.tier,
    revenue.revenue,
    cast(null as number(38, 0)) as tickets,
    cast(null as number(38, 12)) as held
  from revenue
  union all
  select
    tickets.tier,
    cast(null as number(38, 12)) as revenue,
    tickets.tickets,
    cast(null as number(38, 12)) as held
  from tickets
  union all
  select
    held.tier,
    cast(null as number(38, 12)) as revenue,
    cast(null as number(38, 0)) as tickets,
    held.held
  from held
),
-- combined by keys
combined as (
  select
    side_by_side.tier,
    max(side_by_side.revenue) as revenue,
    max(side_by_side.tickets) as tickets,
    max(side_by_side.held) as held
  from side_by_side
  group by 1
)
select
  combined.tier as "account.tier",
  coalesce(combined.revenue, 0) as "revenue",
  coalesce(combined.tickets, 0) as "tickets",
  case when held_dates_known.snapshot is not null then coalesce(combined.held, 0) end as "held"
from combined
cross join held_dates as held_dates_known
order by "revenue" desc nulls last, "account.tier" nulls last
