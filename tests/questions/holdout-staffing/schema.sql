-- Polderkracht, a staffing agency in the Netherlands, as it stands on 2026-11-21: a hold-out set's warehouse. Written by hand, made of nothing but
-- generate_series and a hash of ids, so that every run gives the same rows. Times are local to Europe/Amsterdam, amounts are cents EUR.
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema crm;
create schema ats;
create schema fin;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- consultants, skills, clients, sites
create table crm.consultants (id bigint primary key, name text not null unique, role text not null, branch text not null, manager_id bigint references crm.consultants, hired_on date not null, left_on date);
insert into crm.consultants
select i, (array['Anouk', 'Bram', 'Carlijn', 'Daan', 'Esmee', 'Floris', 'Gijs', 'Hanna', 'Ilse', 'Jeroen', 'Karim'])[1 + i % 11] || ' ' || (array['Bakker', 'de Wit', 'El Amrani', 'Hendriks', 'Jansen', 'Kuipers', 'Mulder', 'Peters', 'Smit', 'van den Berg', 'Visser', 'Willems', 'Yilmaz'])[1 + i % 13],
  case when i = 1 then 'director' when i <= 7 then 'branch_manager' when i % 5 < 2 then 'account_manager' else 'recruiter' end,
  (array['Rotterdam', 'Amsterdam', 'Rotterdam', 'Utrecht', 'Eindhoven', 'Arnhem', 'Groningen'])[case when i <= 7 then i else 2 + i % 6 end],
  case when i = 1 then null when i <= 7 then 1 else 2 + i % 6 end, date '2016-03-07' + floor(3700 * power(h(i, 1), 0.7))::int, null
from generate_series(1, 44) as i;
update crm.consultants set left_on = date '2025-05-12' + floor(520 * h(id, 3))::int where id > 7 and h(id, 2) < 0.2 and hired_on < '2025-01-01';

create table ats.skills (id bigint primary key, name text not null unique, field text not null, is_regulated boolean not null);
insert into ats.skills values
  (1, 'Forklift driver', 'logistics', true), (2, 'Order picker', 'logistics', false), (3, 'Truck driver', 'logistics', true), (4, 'Shift leader', 'logistics', false), (5, 'Welder', 'technical', true), (6, 'Electrician', 'technical', true),
  (7, 'CNC operator', 'technical', false), (8, 'Assembler', 'technical', false), (9, 'Nurse', 'care', true), (10, 'Care assistant', 'care', false), (11, 'Receptionist', 'office', false), (12, 'Payroll clerk', 'office', false),
  (13, 'Customer service agent', 'office', false), (14, 'Cook', 'hospitality', false), (15, 'Waiter', 'hospitality', false), (16, 'Greenhouse worker', 'agriculture', false), (17, 'Crane operator', 'technical', true);

create table crm.clients (
  id bigint primary key, client_no text not null unique, name text not null unique, industry text, size_class text, payment_terms_days int not null, won_by_id bigint references crm.consultants, account_manager_id bigint references crm.consultants,
  client_since date not null, lost_on date, is_test boolean not null
);
insert into crm.clients
select i, 'C' || lpad(i::text, 4, '0'), (array['Van Dijk', 'De Boer', 'Meijer', 'Hollandse', 'Noordzee', 'Maas', 'Veluwe', 'Delta', 'Brabantse', 'Randstad Oost', 'Waal', 'Polder', 'Zuiderzee', 'Amstel', 'Kempen', 'Rijnmond'])[1 + i % 16] || ' ' || (array['Logistics', 'Foods', 'Techniek', 'Zorggroep', 'Hotels', 'Flowers', 'Metaal', 'Retail', 'Bouw', 'Transport', 'Services', 'Packaging', 'Catering'])[1 + i % 13],
  case when h(i, 5) < 0.06 then null else (array['logistics', 'food', 'manufacturing', 'healthcare', 'hospitality', 'horticulture', 'manufacturing', 'retail', 'construction', 'logistics', 'services', 'manufacturing', 'hospitality'])[1 + i % 13] end,
  case when h(i, 6) < 0.08 then null when h(i, 7) < 0.5 then 'small' when h(i, 7) < 0.85 then 'medium' else 'large' end, (array[14, 30, 30, 30, 60])[1 + floor(5 * h(i, 8))::int],
  case when h(i, 9) > 0.07 then 8 + floor(37 * h(i, 10))::int end, case when h(i, 11) > 0.04 then 8 + floor(37 * h(i, 12))::int end, date '2017-02-06' + floor(3560 * power(h(i, 13), 0.55))::int, null, h(i, 14) < 0.025
from generate_series(1, 190) as i;
update crm.clients set lost_on = date '2025-03-03' + floor(600 * h(id, 16))::int where h(id, 15) < 0.14 and client_since < '2024-09-01';

create table crm.sites (id bigint primary key, client_id bigint not null references crm.clients, name text not null, city text not null, province text not null, has_canteen boolean, closed_on date);
insert into crm.sites
select row_number() over (order by i, n), i, (array['Head office', 'Warehouse', 'Plant 2', 'Depot'])[n], (array['Amsterdam', 'Haarlem', 'Rotterdam', 'The Hague', 'Utrecht', 'Amersfoort', 'Eindhoven', 'Tilburg', 'Arnhem', 'Nijmegen', 'Groningen', 'Zwolle'])[c],
  (array['Noord-Holland', 'Noord-Holland', 'Zuid-Holland', 'Zuid-Holland', 'Utrecht', 'Utrecht', 'Noord-Brabant', 'Noord-Brabant', 'Gelderland', 'Gelderland', 'Groningen', 'Overijssel'])[c], case when h(i * 10 + n, 22) > 0.2 then h(i * 10 + n, 23) < 0.6 end, case when n > 1 and h(i * 10 + n, 24) < 0.05 then date '2026-02-27' end
from generate_series(1, 190) as i cross join generate_series(1, 4) as n cross join lateral (select 1 + floor(12 * power(h(i * 10 + n, 21), 1.2))::int as c) as x where n = 1 or n <= 1 + floor(4 * power(h(i, 20), 1.5))::int;

-- ---------------------------------------------------------------- candidates
create table ats.candidates (
  id bigint primary key, candidate_no text not null unique, full_name text not null, birth_year int, province text, city text, source text, main_skill_id bigint references ats.skills, recruiter_id bigint references crm.consultants, status text not null,
  has_driving_licence boolean, expected_pay_cents int, registered_at timestamptz not null, deleted_at timestamptz, is_test boolean not null
);
with raw as (
  select i, date '2022-11-01' + floor(1480 * power((i - 1) / 2300.0, 0.85))::int as day, 1 + floor(12 * power(h(i, 31), 1.15))::int as c from generate_series(1, 2300) as i
)
insert into ats.candidates
select i, 'K' || lpad(i::text, 5, '0'), 'Candidate ' || i, case when h(i, 32) > 0.03 then 2007 - floor(46 * power(h(i, 33), 1.4))::int end,
  case when h(i, 34) > 0.05 then (array['Noord-Holland', 'Noord-Holland', 'Zuid-Holland', 'Zuid-Holland', 'Utrecht', 'Utrecht', 'Noord-Brabant', 'Noord-Brabant', 'Gelderland', 'Gelderland', 'Groningen', 'Overijssel'])[c] end,
  case when h(i, 34) > 0.05 then (array['Amsterdam', 'Haarlem', 'Rotterdam', 'The Hague', 'Utrecht', 'Amersfoort', 'Eindhoven', 'Tilburg', 'Arnhem', 'Nijmegen', 'Groningen', 'Zwolle'])[c] end,
  case when h(i, 35) > 0.07 then pick(h(i, 36), 'job_board', 'job_board', 'job_board', 'referral', 'referral', 'website', 'website', 'social_media', 'walk_in') end, case when h(i, 37) > 0.06 then 1 + floor(16 * power(h(i, 38), 1.25))::int end,
  case when h(i, 39) > 0.05 then 8 + floor(37 * h(i, 40))::int end, case when h(i, 41) < 0.025 then 'blocked' when h(i, 42) < 0.24 then 'inactive' else 'active' end,
  case when h(i, 43) > 0.1 then h(i, 44) < 0.68 end, case when h(i, 45) > 0.12 then 1400 + 25 * floor(60 * power(h(i, 46), 1.5))::int end,
  (day + time '00:04' + interval '1 minute' * floor(h(i, 47) * 1430)) at time zone 'Europe/Amsterdam', case when h(i, 48) < 0.04 and day < '2026-05-01' then (date '2026-05-04' + floor(195 * h(i, 49))::int + time '10:00') at time zone 'Europe/Amsterdam' end, h(i, 50) < 0.015
from raw;

create table ats.candidate_skills (candidate_id bigint not null references ats.candidates, skill_id bigint not null references ats.skills, level text, certified_until date, primary key (candidate_id, skill_id));
insert into ats.candidate_skills
select c.id, s.id, case when h(c.id * 20 + s.id, 55) > 0.1 then pick(h(c.id * 20 + s.id, 56), 'basic', 'basic', 'good', 'good', 'good', 'expert') end, case when s.is_regulated and h(c.id * 20 + s.id, 57) < 0.8 then date '2026-01-15' + floor(1200 * h(c.id * 20 + s.id, 58))::int end
from ats.candidates c join ats.skills s on s.id = c.main_skill_id or s.id < 17 and h(c.id * 20 + s.id, 54) < 0.07;

-- ---------------------------------------------------------------- job orders, submissions, interviews, assignments
create table ats.job_orders (
  id bigint primary key, order_no text not null unique, client_id bigint not null references crm.clients, work_site_id bigint references crm.sites, skill_id bigint not null references ats.skills, kind text not null, channel text, is_urgent boolean not null, positions int not null,
  won_by_id bigint references crm.consultants, serviced_by_id bigint references crm.consultants, status text not null, opened_at timestamptz not null, filled_on date, closed_on date, lost_reason text, deleted_at timestamptz
);
with raw as (
  select i, 1 + floor(190 * power(h(i, 61), 1.3))::int as client, date '2024-09-02' + floor(810 * power((i - 1) / 1900.0, 0.9))::int as day, h(i, 62) as fate, h(i, 63) < 0.18 as perm from generate_series(1, 1900) as i
), days as (
  select *, day + 2 + floor(case when perm then 60 else 32 end * power(h(i, 64), 1.4))::int as done, (day + time '06:30' + interval '1 minute' * floor(h(i, 65) * 1020)) at time zone 'Europe/Amsterdam' as at from raw
), staged as (
  select *, case when fate < 0.63 and done <= '2026-11-20' then 'filled' when fate < 0.63 then 'open' when fate < 0.74 and done <= '2026-11-20' then 'cancelled' when fate < 0.88 and done <= '2026-11-20' then 'lost' when fate < 0.92 and day > '2026-06-01' then 'on_hold' when day > '2026-08-10' then 'open' else 'lost' end as state from days
)
insert into ats.job_orders
select g.i, 'O' || lpad(g.i::text, 5, '0'), g.client, s.id, case when c.industry = 'healthcare' then 9 + (g.i % 2) when c.industry = 'horticulture' and h(g.i, 66) < 0.8 then 16 when c.industry = 'hospitality' and h(g.i, 66) < 0.8 then 14 + (g.i % 2) when c.industry in ('manufacturing', 'construction') and h(g.i, 66) < 0.75 then 5 + g.i % 4
  else 1 + floor(15 * power(h(g.i, 67), 1.3))::int end, case when g.perm then 'permanent' else 'temporary' end, case when h(g.i, 68) > 0.06 then pick(h(g.i, 69), 'phone', 'phone', 'email', 'email', 'portal', 'portal', 'visit') end, h(g.i, 70) < 0.17, case when g.perm then 1 else (array[1, 1, 1, 1, 2, 2, 3, 5, 8])[1 + floor(9 * h(g.i, 71))::int] end,
  case when h(g.i, 72) > 0.08 then 8 + floor(37 * power(h(g.i, 73), 1.2))::int end, case when h(g.i, 74) > 0.03 then case when h(g.i, 75) < 0.4 and c.account_manager_id is not null then c.account_manager_id else 8 + floor(37 * h(g.i, 76))::int end end,
  g.state, g.at, case when g.state = 'filled' then g.done end, case when g.state in ('filled', 'cancelled', 'lost') then least(g.done, date '2026-11-20') end, case when g.state = 'lost' and h(g.i, 77) > 0.14 then pick(h(g.i, 78), 'competitor', 'competitor', 'price', 'too_slow', 'too_slow', 'filled_internally') end,
  case when h(g.i, 79) < 0.022 then g.at + interval '3 days' end
from staged g join crm.clients c on c.id = g.client left join lateral (select id from (select id, row_number() over (order by id) as n, count(*) over () as of from crm.sites where client_id = g.client) as x where n = 1 + floor(of * h(g.i, 80))::int) as s on h(g.i, 81) > 0.05;

create table ats.submissions (id bigint primary key, order_id bigint not null references ats.job_orders, candidate_id bigint not null references ats.candidates, consultant_id bigint references crm.consultants, submitted_at timestamptz not null, status text not null, decided_on date, rejection_reason text);
insert into ats.submissions
select o.id * 20 + n, o.id, greatest(1, least(2300, 1 + floor(x.known * power(h(x.k, 91), 0.6))::int)), case when h(x.k, 92) < 0.7 then o.serviced_by_id when h(x.k, 92) < 0.97 then 8 + floor(37 * h(x.k, 93))::int end, x.at,
  x.state, case when x.state in ('placed', 'rejected', 'withdrawn') then case when x.state = 'placed' then o.filled_on else least(date '2026-11-20', (x.at at time zone 'Europe/Amsterdam')::date + 1 + floor(12 * h(x.k, 94))::int) end end, case when x.state = 'rejected' and h(x.k, 95) > 0.15 then pick(h(x.k, 96), 'skills', 'skills', 'experience', 'pay', 'language', 'other_candidate', 'other_candidate') end
from ats.job_orders o cross join generate_series(1, 12) as n
cross join lateral (
  select o.id * 20 + n as k, least(o.opened_at + interval '1 minute' * floor(120 + 20000 * power(h(o.id * 20 + n, 90), 1.5)), coalesce(o.filled_on, '2026-11-20') + interval '16 hours') as at,
    2300 * power(greatest(30, (o.opened_at::date - date '2022-11-01')) / 1480.0, 1.17) as known,
    case when o.status = 'filled' and n <= o.positions then 'placed' when h(o.id * 20 + n, 97) < 0.12 then 'withdrawn' when o.status in ('filled', 'lost', 'cancelled') or h(o.id * 20 + n, 97) < 0.5 then 'rejected' when h(o.id * 20 + n, 97) < 0.7 then 'shortlisted' else 'pending' end as state
) as x
where n <= case when o.status = 'filled' then o.positions + floor(4 * h(o.id, 98))::int else floor(5 * h(o.id, 99))::int end and x.at < '2026-11-20 22:30+00';

create table ats.interviews (id bigint primary key, submission_id bigint not null references ats.submissions, mode text not null, status text not null, scheduled_at timestamptz not null, score int);
with raw as (
  select s.id, s.status, (((s.submitted_at at time zone 'Europe/Amsterdam')::date + 1 + floor(9 * h(s.id, 101))::int) + time '08:00' + interval '15 minutes' * floor(40 * h(s.id, 102))) at time zone 'Europe/Amsterdam' as at from ats.submissions s
  where h(s.id, 100) < case s.status when 'placed' then 0.72 when 'rejected' then 0.5 when 'withdrawn' then 0.25 else 0.55 end
), staged as (
  select *, case when at >= '2026-11-21' then 'planned' when h(id, 103) < 0.07 then 'cancelled' when status <> 'placed' and h(id, 104) < 0.11 then 'no_show' else 'held' end as state from raw
)
insert into ats.interviews
select row_number() over (order by at, id), id, pick(h(id, 105), 'phone', 'phone', 'video', 'video', 'video', 'on_site'), state, at, case when state = 'held' and h(id, 106) > 0.2 then case when status = 'placed' then 6 else 3 end + floor(5 * h(id, 107))::int end from staged;

create table ats.assignments (
  id bigint primary key, assignment_no text not null unique, order_id bigint not null references ats.job_orders, candidate_id bigint not null references ats.candidates, kind text not null, status text not null, starts_on date not null, planned_end_on date, ended_on date, end_reason text,
  pay_rate_cents int, bill_rate_cents int, fee_cents int, salary_cents int, won_by_id bigint references crm.consultants, serviced_by_id bigint references crm.consultants
);
with raw as (
  select s.id, s.order_id, s.candidate_id, o.kind, o.skill_id, o.won_by_id, o.serviced_by_id, o.filled_on + floor(15 * power(h(s.id, 111), 1.5))::int as start, 28 + 7 * floor(40 * power(h(s.id, 112), 1.6))::int as length, h(s.id, 113) as fate
  from ats.submissions s join ats.job_orders o on o.id = s.order_id where s.status = 'placed' and h(s.id, 110) > 0.04
), ends as (
  select *, case when kind = 'permanent' then case when fate < 0.09 then start + 12 + floor(170 * h(id, 114))::int end when fate < 0.56 then start + length when fate < 0.88 then start + 1 + floor(length * power(h(id, 115), 0.8))::int else start + length + 7 + floor(120 * h(id, 116))::int end as finish,
    (array[1650, 1520, 1980, 2100, 2350, 2480, 2260, 1580, 2620, 1740, 1610, 1890, 1640, 1830, 1490, 1470, 2700])[skill_id] * (0.93 + 0.25 * h(id, 117)) * case when start >= '2026-01-01' then 1.035 else 1 end as pay from raw
), staged as (
  select *, case when h(id, 118) < 0.035 then 'cancelled' when start > '2026-11-20' then 'planned' when finish <= '2026-11-20' then 'ended' else 'active' end as state from ends
)
insert into ats.assignments
select row_number() over (order by start, id), 'A' || lpad((row_number() over (order by start, id))::text, 5, '0'), order_id, candidate_id, kind, state, start, case when kind = 'temporary' then start + length end, case when state = 'ended' then finish end,
  case when state = 'ended' and h(id, 119) > 0.05 then case when kind = 'temporary' and fate < 0.56 or fate >= 0.88 then 'completed' when finish - start < 3 and fate < 0.88 then 'no_show' else pick(h(id, 120), 'resigned', 'resigned', 'resigned', 'dismissed', 'dismissed', 'hired_by_client', 'hired_by_client', 'illness', 'client_stopped', 'client_stopped') end end,
  case when kind = 'temporary' then round(pay) end, case when kind = 'temporary' then round(pay * (1.42 + 0.33 * h(id, 121))) end, case when kind = 'permanent' then round(pay * 2080 * (0.15 + 0.1 * h(id, 122)) / 100) * 100 end, case when kind = 'permanent' then round(pay * 2080 / 100) * 100 end,
  won_by_id, serviced_by_id
from staged;

create index on ats.assignments (candidate_id);
analyze ats.assignments;
-- One row per candidate and month end, written on the first day of the next month.
create table ats.candidate_months (candidate_id bigint not null references ats.candidates, month date not null, state text, days_idle int, primary key (candidate_id, month));
insert into ats.candidate_months
select c.id, m::date, x.state, case when x.state = 'available' then floor(140 * power(h(c.id * 1000 + extract(epoch from m)::bigint / 86400, 132), 2))::int end
from ats.candidates c join generate_series(timestamp '2025-01-01', timestamp '2026-10-01', interval '1 month') as m on c.registered_at at time zone 'Europe/Amsterdam' < m + interval '1 month' and coalesce(c.deleted_at, '2099-01-01') >= m + interval '1 month'
cross join lateral (
  select case when exists (select from ats.assignments a where a.candidate_id = c.id and a.kind = 'temporary' and a.status in ('active', 'ended') and a.starts_on < m + interval '1 month' and coalesce(a.ended_on, '2099-01-01') >= m + interval '1 month') then 'on_assignment' when c.status = 'blocked' and m >= '2026-03-01' then 'blocked'
    when h(c.id * 1000 + extract(epoch from m)::bigint / 86400, 131) < 0.02 then null when h(c.id * 1000 + extract(epoch from m)::bigint / 86400, 131) < case when c.status = 'inactive' then 0.85 else 0.42 end then 'unavailable' else 'available' end as state
) as x;

-- ---------------------------------------------------------------- timesheets and invoices
-- One row per temporary assignment and week with work. hours are the normal ones, overtime is beside them. Overtime is paid and billed at 125%.
create table fin.timesheets (id bigint primary key, assignment_id bigint not null references ats.assignments, week_start date not null, hours numeric(5, 2) not null, overtime_hours numeric(5, 2) not null, pay_rate_cents int not null, bill_rate_cents int not null, status text not null, approved_at timestamptz);
with weeks as (
  select a.id, a.pay_rate_cents as pay, a.bill_rate_cents as bill, a.starts_on, w::date as week, a.id * 1000 + (w::date - date '2024-12-30') / 7 as k
  from ats.assignments a join generate_series(timestamp '2025-01-06', timestamp '2026-11-09', interval '1 week') as w on w > a.starts_on - 7 and w <= coalesce(a.ended_on, date '2026-11-15')
  where a.kind = 'temporary' and a.status in ('active', 'ended') and coalesce(a.end_reason, '') <> 'no_show'
), raised as (
  select *, case when week >= '2026-01-05' and starts_on < '2025-12-01' then 1.03 else 1 end as factor, h(k, 142) as fate from weeks where h(k, 141) > 0.05
)
insert into fin.timesheets
select k, id, week, (array[16, 24, 24, 32, 32, 36, 38, 40, 40, 40])[1 + floor(10 * h(k, 143))::int] - case when h(k, 144) < 0.2 then 0.25 * floor(20 * h(k, 145)) else 0 end, case when h(k, 146) < 0.16 then 0.5 * (1 + floor(16 * h(k, 147))) else 0 end, round(pay * factor), round(bill * factor),
  case when fate < 0.015 then 'rejected' when fate < case when week >= '2026-11-09' then 0.6 when week >= '2026-11-02' then 0.2 else 0.022 end then 'submitted' else 'approved' end,
  case when fate >= case when week >= '2026-11-09' then 0.6 when week >= '2026-11-02' then 0.2 else 0.022 end then least(timestamp '2026-11-20 17:30', week + 7 + interval '8 hours' + interval '1 minute' * floor(7000 * power(h(k, 148), 2))) at time zone 'Europe/Amsterdam' end
from raised;

-- Credit notes are negative. Drafts have no day of issue yet.
create table fin.invoices (id bigint primary key, invoice_no text unique, client_id bigint not null references crm.clients, billing_site_id bigint references crm.sites, kind text not null, service text not null, status text not null, issued_on date, due_on date, paid_on date, net_cents bigint not null, vat_cents bigint not null);
with amounts as (
  select o.client_id as client, date_trunc('month', t.week_start)::date as month, 'temporary_work' as service, sum(t.bill_rate_cents * (t.hours + 1.25 * t.overtime_hours))::bigint as net, (date_trunc('month', t.week_start) + interval '1 month')::date + (array[2, 5, 9])[1 + (o.client_id % 3)::int] as issued
  from fin.timesheets t join ats.assignments a on a.id = t.assignment_id join ats.job_orders o on o.id = a.order_id where t.status <> 'rejected' group by o.client_id, date_trunc('month', t.week_start)
  union all select o.client_id, a.starts_on, 'placement_fee', a.fee_cents, a.starts_on + 7 from ats.assignments a join ats.job_orders o on o.id = a.order_id where a.kind = 'permanent' and a.status in ('active', 'ended') and a.starts_on >= '2025-01-01'
), numbered as (
  select row_number() over (order by issued, client, service, month, net) as i, x.*, c.payment_terms_days as terms from amounts x join crm.clients c on c.id = x.client where issued <= '2026-11-27'
), states as (
  select *, issued + 4 + floor((terms + 12) * power(h(i, 151), 0.7))::int + case when h(i, 152) < 0.08 then floor(70 * h(i, 153))::int else 0 end as paid, case when issued > '2026-11-20' or issued > '2026-11-04' and h(i, 154) < 0.1 then 'draft' when h(i, 155) < 0.013 then 'void' else 'sent' end as state from numbered
)
insert into fin.invoices
select i, case when g.state <> 'draft' then 'F' || lpad(i::text, 6, '0') end, client, s.id, 'invoice', service, case when g.state = 'sent' and paid <= '2026-11-20' and h(i, 156) > 0.02 then 'paid' else g.state end, case when g.state <> 'draft' then issued end, case when g.state <> 'draft' then issued + terms end,
  case when g.state = 'sent' and paid <= '2026-11-20' and h(i, 156) > 0.02 then paid end, net, round(net * 0.21)
from states g left join lateral (select id from crm.sites where client_id = g.client order by id + case when h(g.client, 157) < 0.3 then 100000 * (id % 2) else 0 end limit 1) as s on h(g.client, 158) > 0.05;
insert into fin.invoices
select 100000 + id, 'CN' || lpad(id::text, 6, '0'), client_id, billing_site_id, 'credit_note', service, case when h(id, 162) < 0.06 then 'void' else 'sent' end, issued_on + 4 + floor(25 * h(id, 163))::int, null, null, -x.net, -round(x.net * 0.21)
from fin.invoices cross join lateral (select round(net_cents * (0.05 + 0.5 * h(id, 164)))::bigint as net) as x where status in ('sent', 'paid') and h(id, 161) < 0.06 and issued_on + 4 + floor(25 * h(id, 163))::int <= '2026-11-20';

-- ---------------------------------------------------------------- complaints
create table crm.complaints (id bigint primary key, complaint_no text not null unique, assignment_id bigint references ats.assignments, raised_by text not null, topic text, severity text not null, handler_id bigint references crm.consultants, status text not null, raised_at timestamptz not null, resolved_at timestamptz, days_to_resolve numeric(6, 1));
with raw as (
  select i, 1 + floor((select count(*) from ats.assignments) * h(i, 171))::int as a from generate_series(1, 900) as i
), timed as (
  select r.i, case when h(r.i, 172) > 0.1 then a.id end as assignment, a.status, a.kind, (a.starts_on + floor(greatest(1, coalesce(a.ended_on, '2026-11-20') - a.starts_on) * h(r.i, 173))::int + time '00:10' + interval '1 minute' * floor(1420 * h(r.i, 174))) at time zone 'Europe/Amsterdam' as at,
    round((0.2 + 24 * power(h(r.i, 175), 2.2) + case when h(r.i, 176) < 0.04 then 50 else 0 end)::numeric, 1) as days
  from raw r join ats.assignments a on a.id = r.a
), staged as (
  select *, case when h(i, 177) < 0.05 then 'withdrawn' when at + interval '1 hour' * (24 * days) < '2026-11-20 17:00+00' and h(i, 178) > 0.02 then 'resolved' else 'open' end as state from timed where status in ('active', 'ended') and at < '2026-11-20 20:00+00' and at >= '2025-01-01'
)
insert into crm.complaints
select row_number() over (order by at, i), 'Q' || lpad((row_number() over (order by at, i))::text, 4, '0'), assignment, case when h(i, 179) < 0.62 then 'client' else 'worker' end, case when h(i, 180) > 0.08 then case when h(i, 179) < 0.62 then pick(h(i, 181), 'absence', 'absence', 'lateness', 'quality', 'quality', 'conduct', 'invoice') else pick(h(i, 181), 'pay', 'pay', 'safety', 'travel', 'conduct') end end,
  pick(h(i, 182), 'low', 'low', 'low', 'medium', 'medium', 'high'), case when h(i, 183) > 0.09 then 8 + floor(37 * h(i, 184))::int end, state, at, case when state = 'resolved' then at + interval '1 hour' * (24 * days) end, case when state = 'resolved' then days end
from staged;

set session_replication_role = origin;
