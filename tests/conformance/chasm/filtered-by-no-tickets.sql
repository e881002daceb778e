select count(*) as accounts from chasm.account a where not exists (select 1 from chasm.ticket t where t.account_id = a.id)
