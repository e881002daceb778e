create schema month_ends;
create table month_ends.sale (id int primary key, sold_on date, amount int);
insert into month_ends.sale select row_number() over (), d::date, 100 + extract(day from d)::int + 1000 * extract(month from d)::int from generate_series(date '2025-01-01', date '2026-03-30', interval '1 day') d;
