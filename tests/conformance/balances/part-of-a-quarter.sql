select n as held, b as "held.previous", n - b as "held.change", (n - b)::numeric / b as "held.change_pct" from (select
 (select sum(cents) from balances.holding where month = date '2026-04-01' and status <> 'draft') n, (select sum(cents) from balances.holding where month = date '2026-01-01' and status <> 'draft') b) x
