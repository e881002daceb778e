select n as sales, b as "sales.previous", n - b as "sales.change", (n - b)::numeric / abs(b) as "sales.change_pct" from (select
 (select sum(amount) from leap_day.sale where sold_on >= '2024-02-01' and sold_on < '2024-03-01') n, (select sum(amount) from leap_day.sale where sold_on >= '2023-02-01' and sold_on < '2023-03-01') b) x
