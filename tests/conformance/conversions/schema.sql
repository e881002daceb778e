create schema conversions;
create table conversions.person (id int primary key, country text);
create table conversions.signup (id int primary key, person_id int, device text, signed_at timestamptz);
create table conversions.trial (id int primary key, person_id int, started_on date, is_test boolean);
create table conversions.purchase (id int primary key, person_id int, device text, paid_on date, amount int);
insert into conversions.person select n, case n % 3 when 0 then null when 1 then 'SE' else 'NO' end from generate_series(1, 12) n;
-- Around midnight and daylight saving in New York; one without a time, one without a person.
insert into conversions.signup select n, case when n = 9 then null else n % 12 + 1 end, case when n % 2 = 0 then 'phone' else 'web' end,
  case when n = 7 then null else timestamptz '2026-03-05 04:30:00+00' + n * interval '9 hours' end from generate_series(1, 24) n;
insert into conversions.purchase select n, n % 12 + 1, case when n % 3 = 0 then 'phone' else 'web' end, date '2026-03-03' + n % 14, n * 10 from generate_series(1, 30) n;
-- Whether a trial is one of our own tests is not known of every fifth.
insert into conversions.trial select n, n % 12 + 1, date '2026-03-06' + n % 9, case when n % 5 = 0 then null else n % 3 = 0 end from generate_series(1, 20) n;
