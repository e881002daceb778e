select h.customer as "order_head.customer", coalesce(l.revenue, 0) / h.orders as revenue_per_order, 0 as row_kind
from (select customer, count(*) as orders from fan_out.order_head group by 1) h
left join (select o.customer, sum(x.amount) as revenue from fan_out.order_line x join fan_out.order_head o on o.id = x.order_id group by 1) l on l.customer is not distinct from h.customer
union all select null, (select sum(amount) from fan_out.order_line) / (select count(*) from fan_out.order_head), 1
