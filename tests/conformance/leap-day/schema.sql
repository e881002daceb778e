create schema leap_day;
create table leap_day.sale (id int primary key, sold_on date, amount int);
insert into leap_day.sale select row_number() over (), d::date, 10 + extract(doy from d)::int from generate_series(date '2023-01-01', date '2024-02-29', interval '1 day') d;
