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
        and next_invoice.issued >= cast(cast(convert_timezone('America/New_York', account.created_at) as timestamp_ntz) as date)
        and next_invoice.issued < cast(cast(convert_timezone('America/New_York', account.created_at) as timestamp_ntz) as date) + interval '60 day'
    )
    and not account.is_internal
    and account.created_at >= timestamp_tz_from_parts(2025, 2, 1, 0, 0, 0, 0, 'America/New_York')
    and account.created_at < timestamp_tz_from_parts(2026, 2, 1, 0, 0, 0, 0, 'America/New_York')
),
-- New accounts
new_accounts as (
  select
    count(*) as new_accounts
  from shop.account as account
  where not account.is_internal
    and account.created_at >= timestamp_tz_from_parts(2025, 2, 1, 0, 0, 0, 0, 'America/New_York')
    and account.created_at < timestamp_tz_from_parts(2026, 2, 1, 0, 0, 0, 0, 'America/New_York')
)
select
  cast(coalesce(signup_to_invoice.signup_to_invoice, 0) as number(38, 12)) / nullif(coalesce(new_accounts.new_accounts, 0), 0) as "signup_to_invoice"
from signup_to_invoice
cross join new_accounts
