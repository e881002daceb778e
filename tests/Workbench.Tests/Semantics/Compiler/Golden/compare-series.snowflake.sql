-- {"metrics": ["tickets"], "time": {"range": "last_3_months", "grain": "month"}, "compare": {"to": "same_period_last_year"}}
with
-- Tickets by time.month
tickets as (
  select
    date_trunc('month', cast(cast(convert_timezone('America/New_York', ticket.opened_at) as timestamp_ntz) as date)) as month,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
    and ticket.opened_at >= timestamp_tz_from_parts(2026, 7, 1, 0, 0, 0, 0, 'America/New_York')
    and ticket.opened_at < timestamp_tz_from_parts(2026, 10, 1, 0, 0, 0, 0, 'America/New_York')
  group by 1
),
-- Tickets by time.month, in the period compared with
tickets_previous as (
  select
    date_trunc('month', cast(cast(convert_timezone('America/New_York', ticket.opened_at) as timestamp_ntz) as date)) as month,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
    and ticket.opened_at >= timestamp_tz_from_parts(2025, 7, 1, 0, 0, 0, 0, 'America/New_York')
    and ticket.opened_at < timestamp_tz_from_parts(2025, 10, 1, 0, 0, 0, 0, 'America/New_York')
  group by 1
),
-- every month asked for
periods as (
  select
    listed.month,
    listed.previous_month
  from (values (date '2026-07-01', date '2025-07-01'), (date '2026-08-01', date '2025-08-01'), (date '2026-09-01', date '2025-09-01')) as listed (month, previous_month)
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
  result.tickets as "tickets",
  result.tickets_previous as "tickets.previous",
  result.tickets - result.tickets_previous as "tickets.change",
  cast(result.tickets - result.tickets_previous as number(38, 12)) / nullif(abs(result.tickets_previous), 0) as "tickets.change_pct"
from result
order by result.month nulls last
