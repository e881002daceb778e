select tier as "account.tier", sum(cents) as held from balances.holding h join balances.account a on a.id = h.account_id where month = date '2026-02-01' group by 1
