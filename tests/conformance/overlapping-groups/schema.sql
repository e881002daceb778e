create schema overlapping_groups;
create table overlapping_groups.play (id int primary key, listener int, genre text, played_on date, seconds int);
insert into overlapping_groups.play select n, n % 7, case n % 4 when 0 then 'jazz' when 1 then 'rock' when 2 then 'folk' end, date '2026-01-01' + n % 60, n * 37 % 300 from generate_series(1, 120) n;
