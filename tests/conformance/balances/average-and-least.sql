select tier as "account.tier", sum(v)::numeric / 3 as held_average, min(v) as held_least
from (select t.tier, d.month, coalesce((select sum(cents) from balances.holding h join balances.account a on a.id = h.account_id where a.tier = t.tier and h.month = d.month), 0) as v
      from (select distinct tier from balances.account) t, (select distinct month from balances.holding where month < date '2026-05-01') d) x group by 1
