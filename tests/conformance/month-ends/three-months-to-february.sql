select sum(amount) as sales_3m from month_ends.sale where sold_on >= '2025-12-01' and sold_on < '2026-03-01'
