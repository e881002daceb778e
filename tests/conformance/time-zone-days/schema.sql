create schema time_zone_days;
create table time_zone_days.login (id int primary key, at timestamptz, person text);
insert into time_zone_days.login values (1,'2026-02-28 14:59:59Z','a'),(2,'2026-02-28 15:00:00Z','b'),(3,'2026-03-01 14:59:59Z','a'),(4,'2026-03-01 15:00:00Z','a'),(5,'2026-01-31 15:00:00Z','c'),(6,'2025-12-31 14:59:00Z','c'),(7,'2025-12-31 15:00:00Z','c');
