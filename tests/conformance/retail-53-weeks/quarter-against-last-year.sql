select n as sales, b as "sales.previous", n - b as "sales.change", (n - b)::numeric / abs(b) as "sales.change_pct" from (select
 (select sum(amount) from retail_53_weeks.sale where sold_on >= '2024-02-04' and sold_on < '2024-05-05') n, (select sum(amount) from retail_53_weeks.sale where sold_on >= '2023-01-29' and sold_on < '2023-04-30') b) x
