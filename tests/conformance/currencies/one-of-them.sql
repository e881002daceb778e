select n as billed, b as "billed.previous", n - b as "billed.change", (n - b) / b as "billed.change_pct" from (select
 (select sum(amount) from currencies.bill where currency = 'EUR' and billed_on >= '2026-02-01' and billed_on < '2026-03-01') n, (select sum(amount) from currencies.bill where currency = 'EUR' and billed_on < '2026-02-01') b) x
