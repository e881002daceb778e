select sum(amount) as sales from retail_53_weeks.sale where sold_on >= '2023-01-29' and sold_on < '2024-02-04'
