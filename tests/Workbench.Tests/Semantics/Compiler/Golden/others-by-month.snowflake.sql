-- {"metrics": ["tickets"], "group_by": ["account.region"], "time": {"range": "last_3_months", "grain": "month"}, "limit": 2, "others": true}
with
-- Tickets by account.region, for the ranking
ranked_tickets as (
  select
    account.region,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
    and ticket.opened_at >= timestamp_tz_from_parts(2026, 7, 1, 0, 0, 0, 0, 'America/New_York')
    and ticket.opened_at < timestamp_tz_from_parts(2026, 10, 1, 0, 0, 0, 0, 'America/New_York')
  group by 1
),
-- groups over the whole range
ranked_groups as (
  select
    ranked_tickets.region,
    coalesce(ranked_tickets.tickets, 0) as tickets
  from ranked_tickets
),
-- the groups that the limit keeps
top_groups as (
  select
    ranked_groups.region
  from ranked_groups
  order by ranked_groups.tickets desc nulls last, ranked_groups.region nulls last
  limit 2
),
-- Tickets by time.month, account.region
tickets as (
  select
    account.region,
    date_trunc('month', cast(cast(convert_timezone('America/New_York', ticket.opened_at) as timestamp_ntz) as date)) as month,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
    and exists (
      select
        1 as found
      from top_groups
      where top_groups.region is not distinct from account.region
    )
    and ticket.opened_at >= timestamp_tz_from_parts(2026, 7, 1, 0, 0, 0, 0, 'America/New_York')
    and ticket.opened_at < timestamp_tz_from_parts(2026, 10, 1, 0, 0, 0, 0, 'America/New_York')
  group by 1, 2
),
-- every month asked for
periods as (
  select
    listed.month
  from (values (date '2026-07-01'), (date '2026-08-01'), (date '2026-09-01')) as listed (month)
),
-- groups, each of which has every period
groups as (
  select distinct
    found.region
  from (
    select
      tickets.region
    from tickets
  ) as found
),
-- each metric on its own, and every period
side_by_side as (
  select
    tickets.region,
    tickets.month,
    tickets.tickets
  from tickets
  union all
  select
    groups.region,
    periods.month,
    cast(null as number(38, 0)) as tickets
  from groups
  cross join periods
),
-- combined by keys
combined as (
  select
    side_by_side.region,
    side_by_side.month,
    max(side_by_side.tickets) as tickets
  from side_by_side
  group by 1, 2
),
-- the result
result as (
  select
    combined.month,
    combined.region,
    coalesce(combined.tickets, 0) as tickets
  from combined
),
-- all rows
listed as (
  select
    result.month,
    result.region,
    result.tickets
  from result
),
-- Tickets by time.month, the others
others_tickets as (
  select
    date_trunc('month', cast(cast(convert_timezone('America/New_York', ticket.opened_at) as timestamp_ntz) as date)) as month,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
    and not exists (
      select
        1 as found
      from top_groups
      where top_groups.region is not distinct from account.region
    )
    and ticket.opened_at >= timestamp_tz_from_parts(2026, 7, 1, 0, 0, 0, 0, 'America/New_York')
    and ticket.opened_at < timestamp_tz_from_parts(2026, 10, 1, 0, 0, 0, 0, 'America/New_York')
  group by 1
),
-- every month asked for
others_periods as (
  select
    listed.month
  from (values (date '2026-07-01'), (date '2026-08-01'), (date '2026-09-01')) as listed (month)
),
-- others of each period
others_rows as (
  select
    others_periods.month,
    coalesce(others_tickets.tickets, 0) as tickets
  from others_periods
  left join others_tickets on others_tickets.month = others_periods.month
),
-- with what stands below them
all_rows as (
  select
    0 as row_kind,
    listed.month,
    listed.region,
    listed.tickets
  from listed
  union all
  select
    2 as row_kind,
    others_rows.month,
    cast(null as varchar) as region,
    others_rows.tickets
  from others_rows
)
select
  all_rows.month as "time.month",
  all_rows.region as "account.region",
  all_rows.tickets as "tickets",
  all_rows.row_kind as "row_kind"
from all_rows
order by case all_rows.row_kind when 0 then 0 when 2 then 1 else 2 end nulls last, all_rows.month nulls last, all_rows.region nulls last
