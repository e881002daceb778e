-- {"group_by": ["account.name", "account.region"], "where": [{"field": "account.region", "op": "not in", "values": ["EMEA", "AMER"]}], "limit": 5}
select distinct
  account.name as "account.name",
  account.region as "account.region"
from shop.account as account
where (not lower(account.region) in (lower('EMEA'), lower('AMER')) or account.region is null)
  and not account.is_internal
order by "account.name" nulls last, "account.region" nulls last
limit 5
