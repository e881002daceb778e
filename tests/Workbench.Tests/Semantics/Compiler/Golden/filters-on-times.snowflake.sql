-- {"metrics": ["tickets"], "where": [{"field": "ticket.opened", "op": "between", "values": ["2026-01-01T08:00:00", "2026-01-31"]}, {"field": "ticket.resolved", "op": "in", "values": ["2026-01-05", null]}]}
with
-- Tickets
tickets as (
  select
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where (ticket.opened_at >= to_timestamp_tz(to_char(convert_timezone('America/New_York', 'UTC', cast('2026-01-01T08:00:00' as timestamp_ntz)), 'YYYY-MM-DD HH24:MI:SS.FF6') || ' +00:00') and ticket.opened_at < timestamp_tz_from_parts(2026, 2, 1, 0, 0, 0, 0, 'America/New_York'))
    and (ticket.resolved_on = date '2026-01-05' or ticket.resolved_on is null)
    and not account.is_internal
)
select
  coalesce(tickets.tickets, 0) as "tickets"
from tickets
