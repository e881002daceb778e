select d::date as "time.day", n as sales, b as "sales.previous", n - b as "sales.change", (n - b)::numeric / abs(b) as "sales.change_pct" from (values
 (date '2024-02-28', (select sum(amount) from leap_day.sale where sold_on = '2024-02-28'), (select sum(amount) from leap_day.sale where sold_on = '2023-02-28')),
 (date '2024-02-29', (select sum(amount) from leap_day.sale where sold_on = '2024-02-29'), null)) x(d, n, b) order by 1
