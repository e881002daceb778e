create schema retail_53_weeks;
create table retail_53_weeks.sale (id int primary key, sold_on date, amount int);
insert into retail_53_weeks.sale select row_number() over (), d::date, (d - date '2022-01-01') % 17 + 1 from generate_series(0, 880) n, lateral (select date '2022-01-01' + n as d) x;
create table retail_53_weeks.bill (id int primary key, issued_on date, paid_on date, amount int);
insert into retail_53_weeks.bill select n, date '2023-10-20' + n, case when n % 7 = 0 then null else date '2023-10-20' + n + n * 5 % 40 end, n from generate_series(1, 140) n;
