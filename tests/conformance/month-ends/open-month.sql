select n as sales, b as "sales.previous", n - b as "sales.change", (n - b)::numeric / b as "sales.change_pct"
from (select (select sum(amount) from month_ends.sale where sold_on >= '2026-03-01' and sold_on < '2026-03-31') n, (select sum(amount) from month_ends.sale where sold_on >= '2026-02-01' and sold_on < '2026-03-01') b) x
