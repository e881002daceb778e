-- {"metrics": ["last_minutes", "p90_minutes", "most_minutes", "average_minutes"], "group_by": ["ticket.priority"]}
with
-- Last minutes by ticket.priority
last_minutes as (
  select
    ticket.priority,
    cast(get(get(array_agg(iff(ticket.opened_at is not null, array_construct(ticket.minutes), null)) within group (order by ticket.opened_at desc, ticket.id desc), 0), 0) as number(38, 12)) as last_minutes
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
  group by 1
),
-- P90 minutes, Most minutes, Average minutes by ticket.priority
ticket_metrics as (
  select
    ticket.priority,
    cast(percentile_cont(0.9) within group (order by cast(ticket.minutes as double)) as number(38, 12)) as p90_minutes,
    max(ticket.minutes) as most_minutes,
    avg(cast(ticket.minutes as number(38, 12))) as average_minutes
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
  group by 1
),
-- each metric on its own
side_by_side as (
  select
    last_minutes.priority,
    last_minutes.last_minutes,
    cast(null as number(38, 12)) as p90_minutes,
    cast(null as number(38, 12)) as most_minutes,
    cast(null as number(38, 12)) as average_minutes
  from last_minutes
  union all
  select
    ticket_metrics.priority,
    cast(null as number(38, 12)) as last_minutes,
    ticket_metrics.p90_minutes,
    ticket_metrics.most_minutes,
    ticket_metrics.average_minutes
  from ticket_metrics
),
-- combined by keys
combined as (
  select
    side_by_side.priority,
    max(side_by_side.last_minutes) as last_minutes,
    max(side_by_side.p90_minutes) as p90_minutes,
    max(side_by_side.most_minutes) as most_minutes,
    max(side_by_side.average_minutes) as average_minutes
  from side_by_side
  group by 1
)
select
  combined.priority as "ticket.priority",
  combined.last_minutes as "last_minutes",
  combined.p90_minutes as "p90_minutes",
  combined.most_minutes as "most_minutes",
  combined.average_minutes as "average_minutes"
from combined
order by "last_minutes" desc nulls last, "ticket.priority" nulls last
