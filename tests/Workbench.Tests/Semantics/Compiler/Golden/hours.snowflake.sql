-- {"metrics": ["tickets"], "group_by": ["time.hour_of_day"], "where": [{"field": "ticket.opened", "op": ">=", "values": ["2026-01-01"]}]}
with
-- Tickets by time.hour_of_day
tickets as (
  select
    extract(hour from cast(convert_timezone('America/New_York', ticket.opened_at) as timestamp_ntz)) as hour_of_day,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where ticket.opened_at >= timestamp_tz_from_parts(2026, 1, 1, 0, 0, 0, 0, 'America/New_York')
    and not account.is_internal
  group by 1
)
select
  tickets.hour_of_day as "time.hour_of_day",
  coalesce(tickets.tickets, 0) as "tickets"
from tickets
order by "time.hour_of_day" nulls last
