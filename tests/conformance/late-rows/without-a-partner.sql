select a.name as "account.name", sum(p.amount) as paid, 0 as row_kind from late_rows.payment p left join late_rows.account a on a.id = p.account_id group by 1
union all select null, sum(amount), 1 from late_rows.payment
