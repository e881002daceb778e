select r.city as "shop.city",
  coalesce((select sum(s.amount) from null_keys.sale s left join null_keys.shop p on p.id = s.shop_id where p.city is not distinct from r.city), 0) as sales,
  coalesce((select sum(s.amount) from null_keys.return s left join null_keys.shop p on p.id = s.shop_id where p.city is not distinct from r.city), 0) as returns
from (values ('Oslo'), ('oslo'), (null)) r(city)
