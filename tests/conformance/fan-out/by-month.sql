select m::date as "time.month",
  coalesce((select sum(shipping) from fan_out.order_head where date_trunc('month', placed_on) = m), 0) as shipping,
  coalesce((select sum(x.amount) from fan_out.order_line x join fan_out.order_head o on o.id = x.order_id where date_trunc('month', o.placed_on) = m), 0) as revenue
from generate_series(timestamp '2026-01-01', timestamp '2026-03-01', interval '1 month') m order by 1
