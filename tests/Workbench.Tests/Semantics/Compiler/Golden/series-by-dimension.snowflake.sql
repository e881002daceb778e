-- {"metrics": ["tickets"], "group_by": ["account.tier"], "time": {"range": "last_2_quarters", "grain": "quarter"}}
with
-- Tickets by time.quarter, account.tier
tickets as (
  select
    account.tier,
    dateadd(month, 1, date_trunc('quarter', dateadd(month, -1, cast(cast(convert_timezone('America/New_York', ticket.opened_at) as timestamp_ntz) as date)))) as quarter,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
    and ticket.opened_at >= timestamp_tz_from_parts(2026, 2, 1, 0, 0, 0, 0, 'America/New_York')
    and ticket.opened_at < timestamp_tz_from_parts(2026, 8, 1, 0, 0, 0, 0, 'America/New_York')
  group by 1, 2
),
-- every fiscal quarter asked for
periods as (
  select
    listed.quarter
  from (values (date '2026-02-01'), (date '2026-05-01')) as listed (quarter)
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
    cast(null as number(38, 0)) as tickets
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
  coalesce(combined.tickets, 0) as "tickets"
from combined
order by "time.quarter" nulls last, "account.tier" nulls last
