select n as sales, b as "sales.previous", n - b as "sales.change", (n - b)::numeric / b as "sales.change_pct"
from (select (select sum(amount) from month_ends.sale where sold_on >= '2026-01-01' and sold_on < '2026-03-11') n, (select sum(amount) from month_ends.sale where sold_on >= '2025-10-01' and sold_on < '2025-12-11') b) x
