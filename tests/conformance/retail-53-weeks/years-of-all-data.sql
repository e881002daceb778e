select f as "time.fiscal_year", (select sum(amount) from retail_53_weeks.sale where sold_on >= f and sold_on < t) as sales from (values
 (date '2021-01-31', date '2022-01-30'), (date '2022-01-30', date '2023-01-29'), (date '2023-01-29', date '2024-02-04'), (date '2024-02-04', date '2025-02-02')) x(f, t) order by 1
