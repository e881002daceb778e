-- {"metrics": ["tickets"], "time": {"range": "this_month"}, "compare": {"to": "previous_period"}}
with
-- Tickets
tickets as (
  select
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
    and ticket.opened_at >= timestamp_tz_from_parts(2026, 10, 1, 0, 0, 0, 0, 'America/New_York')
    and ticket.opened_at < timestamp_tz_from_parts(2026, 10, 15, 0, 0, 0, 0, 'America/New_York')
),
-- Tickets, in the period compared with
tickets_previous as (
  select
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
    and ticket.opened_at >= timestamp_tz_from_parts(2026, 9, 1, 0, 0, 0, 0, 'America/New_York')
    and ticket.opened_at < timestamp_tz_from_parts(2026, 9, 15, 0, 0, 0, 0, 'America/New_York')
),
-- the result
result as (
  select
    coalesce(tickets.tickets, 0) as tickets,
    coalesce(tickets_previous.tickets, 0) as tickets_previous
  from tickets
  cross join tickets_previous
)
select
  result.tickets as "tickets",
  result.tickets_previous as "tickets.previous",
  result.tickets - result.tickets_previous as "tickets.change",
  cast(result.tickets - result.tickets_previous as number(38, 12)) / nullif(abs(result.tickets_previous), 0) as "tickets.change_pct"
from result
