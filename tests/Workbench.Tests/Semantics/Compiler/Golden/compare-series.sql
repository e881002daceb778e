-- {"metrics": ["tickets"], "time": {"range": "last_3_months", "grain": "month"}, "compare": {"to": "same_period_last_year"}}
with
-- Tickets by time.month
tickets as (
  select
    date_trunc('month', ticket.opened_at at time zone 'America/New_York')::date as month,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
    and ticket.opened_at >= date '2026-07-01'::timestamp at time zone 'America/New_York'
    and ticket.opened_at < date '2026-10-01'::timestamp at time zone 'America/New_York'
  group by 1
),
-- Tickets by time.month, in the period compared with
tickets_previous as (
  select
    date_trunc('month', ticket.opened_at at time zone 'America/New_York')::date as month,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
    and ticket.opened_at >= date '2025-07-01'::timestamp at time zone 'America/New_York'
    and ticket.opened_at < date '2025-10-01'::timestamp at time zone 'America/New_York'
  group by 1
),
-- every month asked for
periods as (
  select
    listed.month,
    listed.previous_month
  from unnest(array['2026-07-01', '2026-08-01', '2026-09-01']::date[], array['2025-07-01', '2025-08-01', '2025-09-01']::date[]) as listed(month, previous_month)
),
-- the result
result as (
  select
    periods.month,
    coalesce(tickets.tickets, 0) as tickets,
    coalesce(tickets_previous.tickets, 0) as tickets_previous
  from periods
  left join tickets on tickets.month = periods.month
  left join tickets_previous on tickets_previous.month = periods.previous_month
)
select
  result.month as "time.month",
  result.tickets,
  result.tickets_previous as "tickets.previous",
  result.tickets - result.tickets_previous as "tickets.change",
  (result.tickets - result.tickets_previous)::numeric / nullif(abs(result.tickets_previous), 0) as "tickets.change_pct"
from result
order by result.month nulls last
