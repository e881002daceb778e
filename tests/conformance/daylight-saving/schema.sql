create schema daylight_saving;
create table daylight_saving.visit (id int primary key, seen_at timestamptz);
insert into daylight_saving.visit select n, timestamptz '2026-03-07 00:00:00-05' + n * interval '30 minutes' from generate_series(0, 143) n;
insert into daylight_saving.visit select 1000 + n, timestamptz '2026-10-31 00:00:00-04' + n * interval '30 minutes' from generate_series(0, 149) n;
