select sum(amount) as paid, sum(amount) as paid_so_far from late_rows.payment where paid_on >= '2026-03-01' and paid_on < '2026-03-15'
