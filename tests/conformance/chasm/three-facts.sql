select r.region as "account.region",
  coalesce((select sum(i.amount) from chasm.invoice i left join chasm.account a on a.id = i.account_id where a.region is not distinct from r.region), 0) as billed,
  (select count(*) from chasm.ticket t left join chasm.account a on a.id = t.account_id where a.region is not distinct from r.region) as tickets,
  (select count(*) from chasm.account a where a.region is not distinct from r.region) as accounts
from (values ('east'), ('west'), ('north'), (null)) r(region)
