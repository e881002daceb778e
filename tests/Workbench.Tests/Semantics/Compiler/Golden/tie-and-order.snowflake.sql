-- {"metrics": ["tickets"], "group_by": ["account.tier"], "order_by": [{"field": "tickets", "desc": true}], "limit": 2}
with
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
-- the result
result as (
  select
    tickets.tier,
    coalesce(tickets.tickets, 0) as tickets
  from tickets
)
select
  result.tier as "account.tier",
  result.tickets as "tickets"
from result
order by result.tickets desc nulls last, result.tier nulls last
limit 2
