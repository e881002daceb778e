create schema currencies;
create table currencies.rate (currency text, day date, usd numeric, primary key (currency, day));
create table currencies.bill (id int primary key, billed_on date, currency text, amount numeric);
insert into currencies.rate select c, d::date, r + (d::date - date '2026-01-01') * 0.001 from (values ('EUR', 1.1), ('JPY', 0.007)) x(c, r), generate_series(date '2026-01-01', date '2026-03-31', interval '1 day') d;
insert into currencies.bill select n, date '2026-01-01' + n % 85, case n % 5 when 0 then 'JPY' when 1 then 'EUR' when 2 then null else 'USD' end, n * 3 from generate_series(1, 120) n;
