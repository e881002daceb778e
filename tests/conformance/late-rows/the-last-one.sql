select amount as latest from late_rows.payment where paid_on is not null order by paid_on desc limit 1
