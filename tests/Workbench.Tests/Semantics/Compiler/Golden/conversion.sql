-- {"metrics": ["signup_to_invoice"], "time": {"range": "last_year"}}
with
-- New accounts followed by Invoices
signup_to_invoice as (
  select
    count(*) as signup_to_invoice
  from shop.account as account
  where exists (
      select
        1 as found
      from shop.invoice as next_invoice
      left join shop.account as next_account on next_invoice.account_id = next_account.id
      where next_account.id = account.id
        and next_invoice.issued >= (account.created_at at time zone 'America/New_York')::date
        and next_invoice.issued < (account.created_at at time zone 'America/New_York')::date + interval '60 day'
    )
    and not account.is_internal
    and account.created_at >= date '2025-02-01'::timestamp at time zone 'America/New_York'
    and account.created_at < date '2026-02-01'::timestamp at time zone 'America/New_York'
),
-- New accounts
new_accounts as (
  select
    count(*) as new_accounts
  from shop.account as account
  where not account.is_internal
    and account.created_at >= date '2025-02-01'::timestamp at time zone 'America/New_York'
    and account.created_at < date '2026-02-01'::timestamp at time zone 'America/New_York'
)
select
  coalesce(signup_to_invoice.signup_to_invoice, 0)::numeric / nullif(coalesce(new_accounts.new_accounts, 0), 0) as signup_to_invoice
from signup_to_invoice
cross join new_accounts
