select coalesce(sum(cents), 0) as held from balances.holding where month = (select max(month) from balances.holding where status <> 'draft' and month < date '2026-05-01') and status = 'closed'
