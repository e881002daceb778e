select sum(s.amount) as sales from null_keys.sale s join null_keys.shop p on p.id = s.shop_id where p.city is not null
