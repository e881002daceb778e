select f as "time.fiscal_month", (select sum(amount) from retail_53_weeks.sale where sold_on >= f and sold_on < t) as sales from (values
 (date '2023-10-29', date '2023-11-26'), (date '2023-11-26', date '2023-12-31'), (date '2023-12-31', date '2024-02-04'), (date '2024-02-04', date '2024-03-03')) x(f, t) order by 1
