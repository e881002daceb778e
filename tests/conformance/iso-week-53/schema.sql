create schema iso_week_53;
create table iso_week_53.sale (id int primary key, sold_on date, amount int);
insert into iso_week_53.sale select n, date '2019-12-01' + n, n % 13 + 1 from generate_series(0, 405) n;
