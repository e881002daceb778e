create schema ties;
create table ties.team (id int primary key, name text);
create table ties.goal (id int primary key, team_id int, scored_on date);
insert into ties.team select n, 'team ' || chr(96 + n) from generate_series(1, 6) n;
insert into ties.goal select row_number() over (), t, date '2026-01-01' + n from (values (1,3),(2,5),(3,3),(4,3),(5,1)) x(t, c), generate_series(1, 5) n where n <= c;
