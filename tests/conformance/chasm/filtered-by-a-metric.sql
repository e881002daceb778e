select coalesce(sum(amount), 0) as billed from chasm.invoice where account_id in (select account_id from chasm.ticket group by 1 having count(*) > 1)
