-- {"metrics": ["tickets"], "group_by": ["account.tier"], "time": {"range": "last_2_quarters", "grain": "quarter"}}
with
-- Tickets by time.quarter, account.tier
tickets as (
  select
    account.tier,
    (date_trunc('quarter', ticket.opened_at at time zone 'America/New_York' - interval '1 months') + interval '1 months')::date as quarter,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
    and ticket.opened_at >= date '2026-02-01'::timestamp at time zone 'America/New_York'
    and ticket.opened_at < date '2026-08-01'::timestamp at time zone 'America/New_York'
  group by 1, 2
),
-- every fiscal quarter asked for
periods as (
  select
    listed.quarter
  from unnest(array['2026-02-01', '2026-05-01']::date[]) as listed(quarter)
),
-- groups, each of which has every period
groups as (
  select distinct
    found.tier
  from (
    select
      tickets.tier
    from tickets
  ) as found
),
-- each metric on its own, and every period
side_by_side as (
  select
    tickets.tier,
    tickets.quarter,
    tickets.tickets
  from tickets
  union all
  select
    groups.tier,
    periods.quarter,
    null::bigint as tickets
  from groups
  cross join periods
),
-- combined by keys
combined as (
  select
    side_by_side.tier,
    side_by_side.quarter,
    max(side_by_side.tickets) as tickets
  from side_by_side
  group by 1, 2
)
select
  combined.quarter as "time.quarter",
  combined.tier as "account.tier",
  coalesce(combined.tickets, 0) as tickets
from combined
order by "time.quarter" nulls last, "account.tier" nulls last
