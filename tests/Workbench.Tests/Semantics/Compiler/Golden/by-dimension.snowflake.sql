-- {"metrics": ["tickets"], "group_by": ["account.region"]}
with
-- Tickets by account.region
tickets as (
  select
    account.region,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
  group by 1
)
select
  tickets.region as "account.region",
  coalesce(tickets.tickets, 0) as "tickets"
from tickets
order by "tickets" desc nulls last, "account.region" nulls last
