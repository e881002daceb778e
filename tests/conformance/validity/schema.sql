create schema validity;
create table validity.agent (id int, region text, valid_from date not null, valid_to date, tenant int, primary key (id, valid_from));
create table validity.call (id int primary key, agent_id int, tenant int, called_at timestamptz, minutes int);
-- Agent 1 moves twice, 2 has a gap, 3 exists in both tenants, 4 begins late.
insert into validity.agent values (1, 'north', '2025-01-01', '2026-02-01', 1), (1, 'south', '2026-02-01', '2026-03-01', 1), (1, 'west', '2026-03-01', null, 1),
  (2, 'north', '2025-01-01', '2026-01-15', 1), (2, 'east', '2026-02-10', null, 1), (3, 'south', '2025-01-01', null, 1), (3, 'west', '2025-06-01', null, 2), (4, 'east', '2026-03-10', null, 1);
-- Every seventeen hours, so that some fall on the other side of midnight in Auckland.
insert into validity.call select n, n % 4 + 1, case when n % 4 = 2 and n % 8 = 2 then 2 else 1 end, timestamptz '2026-01-03 07:00:00+00' + n * interval '17 hours', n % 9 from generate_series(1, 110) n;
