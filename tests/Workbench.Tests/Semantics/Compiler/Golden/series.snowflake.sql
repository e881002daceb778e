-- {"metrics": ["tickets"], "time": {"range": "last_6_months", "grain": "month"}}
with
-- Tickets by time.month
tickets as (
  select
    date_trunc('month', cast(cast(convert_timezone('America/New_York', ticket.opened_at) as timestamp_ntz) as date)) as month,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
    and ticket.opened_at >= timestamp_tz_from_parts(2026, 4, 1, 0, 0, 0, 0, 'America/New_York')
    and ticket.opened_at < timestamp_tz_from_parts(2026, 10, 1, 0, 0, 0, 0, 'America/New_York')
  group by 1
),
-- every month asked for
periods as (
  select
    listed.month
  from (values (date '2026-04-01'), (date '2026-05-01'), (date '2026-06-01'), (date '2026-07-01'), (date '2026-08-01'), (date '2026-09-01')) as listed (month)
)
select
  periods.month as "time.month",
  coalesce(tickets.tickets, 0) as "tickets"
from periods
left join tickets on tickets.month = periods.month
order by "time.month" nulls last
