select w as "time.iso_week", n as sales, b as "sales.previous", n - b as "sales.change", (n - b)::numeric / abs(b) as "sales.change_pct" from (
 select w, (select sum(amount) from iso_week_53.sale where sold_on >= w and sold_on < w + 7) n, (select sum(amount) from iso_week_53.sale where sold_on >= o and sold_on < o + 7) b
 from (values (date '2020-12-21', date '2019-12-23'), (date '2020-12-28', null), (date '2021-01-04', date '2019-12-30')) x(w, o)) y order by 1
