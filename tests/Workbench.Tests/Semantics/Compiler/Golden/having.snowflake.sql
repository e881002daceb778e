-- {"metrics": ["tickets"], "group_by": ["account"], "having": [{"metric": "tickets", "op": ">", "values": [18]}]}
with
-- Tickets by account
tickets as (
  select
    account.id as account,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
  group by 1
),
-- before conditions on the result
measured as (
  select
    tickets.account,
    coalesce(tickets.tickets, 0) as tickets
  from tickets
),
-- the result
result as (
  select
    measured.account,
    measured.tickets
  from measured
  where measured.tickets > 18
)
select
  result.account as "account",
  result.tickets as "tickets"
from result
order by result.tickets desc nulls last, result.account nulls last
