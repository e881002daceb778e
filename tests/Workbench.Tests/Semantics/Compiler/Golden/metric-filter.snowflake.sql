-- {"metrics": ["visits"], "where": [{"metric": "tickets", "per": "account", "time": {"last": 90, "unit": "day"}, "op": "=", "values": [0]}]}
with
-- Tickets by account, for a filter
account_tickets as (
  select
    account.id as account,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
    and ticket.opened_at >= timestamp_tz_from_parts(2026, 7, 17, 0, 0, 0, 0, 'America/New_York')
    and ticket.opened_at < timestamp_tz_from_parts(2026, 10, 15, 0, 0, 0, 0, 'America/New_York')
  group by 1
),
-- Tickets per account
account_by_tickets_1_values as (
  select
    account_tickets.account,
    coalesce(account_tickets.tickets, 0) as value
  from account_tickets
),
-- Accounts that meet it
account_by_tickets_1 as (
  select
    account.id as account
  from shop.account as account
  left join account_by_tickets_1_values on account_by_tickets_1_values.account = account.id
  where coalesce(account_by_tickets_1_values.value, 0) = 0
),
-- Visits
visits as (
  select
    count(*) as visits
  from shop.visit as visit
  left join shop.account as account on visit.account_id = account.id
  where visit.account_id in (select account from account_by_tickets_1)
    and not account.is_internal
)
select
  coalesce(visits.visits, 0) as "visits"
from visits
