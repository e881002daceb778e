select d::date as "time.day", n as sales, b as "sales.previous", n - b as "sales.change", (n - b)::numeric / nullif(abs(b), 0) as "sales.change_pct"
from (select d, (select sum(amount) from month_ends.sale where sold_on = d) as n,
  case when extract(day from d) <= 28 then (select sum(amount) from month_ends.sale where sold_on = (d - interval '1 month')::date) end as b
  from generate_series(timestamp '2026-03-27', timestamp '2026-03-30', interval '1 day') d) x order by 1
