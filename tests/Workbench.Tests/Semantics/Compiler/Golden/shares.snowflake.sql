-- {"metrics": ["tickets"], "group_by": ["account.tier"], "shares": ["tickets"]}
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
-- Tickets, the whole
whole_tickets as (
  select
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
),
-- what the shares of Tickets are part of
whole_of_tickets as (
  select
    coalesce(whole_tickets.tickets, 0) as whole
  from whole_tickets
),
-- the result
result as (
  select
    tickets.tier,
    coalesce(tickets.tickets, 0) as tickets,
    whole_of_tickets.whole as tickets_whole
  from tickets
  cross join whole_of_tickets
)
select
  result.tier as "account.tier",
  result.tickets as "tickets",
  cast(result.tickets as number(38, 12)) / nullif(result.tickets_whole, 0) as "tickets.share"
from result
order by result.tickets desc nulls last, result.tier nulls last
