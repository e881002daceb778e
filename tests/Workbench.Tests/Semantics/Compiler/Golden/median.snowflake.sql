-- {"metrics": ["median_minutes"], "group_by": ["ticket.priority"]}
with
-- Median minutes by ticket.priority
median_minutes as (
  select
    ticket.priority,
    cast(percentile_cont(0.5) within group (order by cast(ticket.minutes as double)) as number(38, 12)) as median_minutes
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
  group by 1
)
select
  median_minutes.priority as "ticket.priority",
  median_minutes.median_minutes as "median_minutes"
from median_minutes
order by "median_minutes" desc nulls last, "ticket.priority" nulls last
