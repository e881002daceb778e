select h.customer as "order_head.customer", h.shipping, coalesce(l.revenue, 0) as revenue
from (select customer, sum(shipping) as shipping from fan_out.order_head group by 1) h
left join (select o.customer, sum(x.amount) as revenue from fan_out.order_line x join fan_out.order_head o on o.id = x.order_id group by 1) l on l.customer is not distinct from h.customer
