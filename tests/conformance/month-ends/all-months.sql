select m as "time.month", n as sales, b as "sales.previous", n - b as "sales.change", (n - b)::numeric / nullif(abs(b), 0) as "sales.change_pct" from (
  select m::date as m, (select coalesce(sum(amount), 0) from month_ends.sale where sold_on >= m and sold_on < m + interval '1 month') n,
    (select coalesce(sum(amount), 0) from month_ends.sale where sold_on >= m - interval '1 month' and sold_on < m and (m < '2026-03-01' or sold_on < '2026-02-16')) b
  from generate_series(timestamp '2025-01-01', '2026-03-01', '1 month') m) x
