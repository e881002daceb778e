select sum(amount) as paid from late_rows.payment
