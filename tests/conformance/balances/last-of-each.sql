select sum(cents) as held_each from (select distinct on (account_id) account_id, cents from balances.holding where status <> 'draft' order by account_id, month desc) x
