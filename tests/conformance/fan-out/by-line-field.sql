select product as "order_line.product", sum(amount) as revenue from fan_out.order_line group by 1
