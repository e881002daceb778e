select r.region as "account.region",
  coalesce((select sum(i.amount) from chasm.invoice i left join chasm.account a on a.id = i.account_id where a.region is not distinct from r.region), 0)::numeric
  / nullif((select count(*) from chasm.ticket t left join chasm.account a on a.id = t.account_id where a.region is not distinct from r.region), 0) as billed_per_ticket, 0 as row_kind
from (values ('east'), ('west'), (null)) r(region)
union all select null, (select sum(amount) from chasm.invoice)::numeric / (select count(*) from chasm.ticket), 1
