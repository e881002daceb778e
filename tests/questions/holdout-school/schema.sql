-- Oakhaven Schools, two primary and three secondary schools in Ireland, as it stands on 2026-11-21: a hold-out set's warehouse. Written by hand, made of
-- nothing but generate_series and a hash of ids, so that every run gives the same rows. Times are local to Europe/Dublin.
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema school;
create schema money;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- the house
create table school.schools (id bigint primary key, name text not null unique, town text not null, phase text not null, opened_on date not null);
insert into school.schools values
  (1, 'Fernhill', 'Dublin', 'secondary', '1968-09-01'),
  (2, 'Harbour View', 'Cork', 'secondary', '1983-09-01'),
  (3, 'St. Brendan''s', 'Galway', 'secondary', '1951-09-01'),
  (4, 'Little Oaks', 'Dublin', 'primary', '1999-09-01'),
  (5, 'Riverside', 'Limerick', 'primary', '2021-09-01');

create table school.staff (id bigint primary key, name text not null, role text not null, subject text, school_id bigint not null references school.schools, hired_on date not null, left_on date, weekly_hours numeric(4,1) not null);
insert into school.staff
select i, (array['Aoife', 'Brian', 'Ciara', 'Declan', 'Eimear', 'Fergus', 'Grainne', 'Hugh', 'Isolde', 'Kevin', 'Maeve', 'Niall', 'Orla', 'Padraig'])[1 + i % 14] || ' ' || (array['Byrne', 'Casey', 'Doyle', 'Egan', 'Foley', 'Gallagher', 'Hayes', 'Kearney', 'Lynch', 'Moran', 'Nolan', 'Quinn', 'Ryan', 'Sweeney'])[1 + (i / 14 + i * 3) % 14],
  case when i <= 90 then 'teacher' when i <= 108 then 'teaching_assistant' when i <= 120 then 'administrator' when i <= 126 then 'counsellor' else 'caretaker' end,
  case when i <= 90 then (array['Mathematics', 'Languages', 'Science', 'Humanities', 'Arts', 'Sports'])[1 + i % 6] end,
  1 + (i * 7 % 5), date '2012-08-20' + floor(5150 * power(h(i, 3), 0.8))::int, case when h(i, 4) < 0.14 then date '2025-01-31' + floor(640 * h(i, 5))::int end, case when h(i, 6) < 0.3 then 19.5 else 39 end
from generate_series(1, 132) as i;
update school.staff set left_on = null where left_on < hired_on + 90;

create table school.classes (id bigint primary key, school_id bigint not null references school.schools, name text not null unique, year_group text not null, tutor_id bigint references school.staff, room text not null, opened_on date not null);
insert into school.classes
select row_number() over (order by s.id, y, l), s.id, (array['FH', 'HV', 'SB', 'LO', 'RS'])[s.id] || ' ' || y || l, 'Year ' || y,
  case when s.id = 5 and y = 6 then null else (array(select t.id from school.staff t where t.role = 'teacher' and t.school_id = s.id and t.left_on is null order by h(t.id, 7)))[1 + (y * 2 + ascii(l)) % 12] end,
  'R' || (100 + s.id * 20 + y), greatest(s.opened_on, date '2019-09-01')
from school.schools s cross join generate_series(1, 12) as y cross join unnest(array['A', 'B']) as l
where case when s.phase = 'secondary' then y >= 7 else y <= 6 and l = 'A' end;

-- ---------------------------------------------------------------- students
create table school.students (
  id bigint primary key, student_no text not null unique, first_name text not null, last_name text not null, guardian_email text, gender text, born_on date not null, town text not null, class_id bigint not null references school.classes,
  plan text not null, has_support_plan boolean not null, has_free_meals boolean not null, joined_on date not null, left_on date, leaving_reason text, is_test boolean not null
);
insert into school.students
select i, 'S' || lpad(i::text, 5, '0'), pick(h(i, 11), 'Aine', 'Cian', 'Dara', 'Ella', 'Finn', 'Grace', 'Jack', 'Katie', 'Liam', 'Nora', 'Oscar', 'Roisin'), pick(h(i, 12), 'Barry', 'Burke', 'Carroll', 'Daly', 'Dunne', 'Fitzgerald', 'Healy', 'Kelly', 'Murphy', 'O''Brien', 'Power', 'Walsh'),
  case when h(i, 13) < 0.9 then 'guardian' || i || '@mail.example' end, case when h(i, 14) < 0.5 then 'female' when h(i, 14) < 0.985 then 'male' end,
  make_date(2021 - replace(c.year_group, 'Year ', '')::int, 1, 1) + floor(364 * h(i, 15))::int,
  case when h(i, 16) < 0.7 then s.town else pick(h(i, 17), 'Bray', 'Swords', 'Cobh', 'Oranmore', 'Ennis', 'Athlone') end, c.id,
  case when s.phase = 'secondary' and h(i, 18) < 0.12 then 'boarding' when h(i, 18) < 0.62 then 'day' when h(i, 18) < 0.8 then 'sibling' else 'bursary' end,
  h(i, 19) < 0.11, h(i, 20) < 0.19, j.joined, case when j.joined < '2026-05-01' and h(i, 23) < 0.15 then x.gone end,
  case when j.joined < '2026-05-01' and h(i, 23) < 0.15 then (case when h(i, 25) < 0.4 then 'moved_away' when h(i, 25) < 0.65 then 'graduated' when h(i, 25) < 0.85 then 'other_school' when h(i, 25) < 0.95 then 'fees' end) end,
  h(i, 26) < 0.012
from generate_series(1, 1040) as i
join school.classes c on c.id = 1 + floor(48 * power(h(i, 10), 1.08))::int join school.schools s on s.id = c.school_id
cross join lateral (select case when h(i, 21) < 0.78 then make_date((array[2022, 2023, 2024, 2025, 2026])[1 + floor(5 * power(h(i, 22), 0.7))::int], 9, 1) else date '2022-09-05' + floor(1530 * power(h(i, 22), 0.7))::int end as joined) as j
cross join lateral (select case when h(i, 24) < 0.5 then (array[date '2025-06-27', date '2026-06-26'])[1 + floor(2 * h(i, 27))::int] else date '2025-02-03' + floor(640 * h(i, 27))::int end as gone0) as g
cross join lateral (select greatest(g.gone0, j.joined + 60) as gone) as x;

-- ---------------------------------------------------------------- courses and exams, in the secondary schools
create table school.courses (id bigint primary key, name text not null unique, subject text not null, level text not null, lead_id bigint references school.staff, credits int not null);
insert into school.courses
select row_number() over (order by n), c, s, l, case when n = 17 then null else 1 + (n * 13 % 90) end, case l when 'higher' then 10 when 'ordinary' then 6 else 3 end
from (values (1, 'Algebra', 'Mathematics', 'ordinary'), (2, 'Calculus', 'Mathematics', 'higher'), (3, 'Statistics', 'Mathematics', 'higher'), (4, 'Numeracy', 'Mathematics', 'foundation'), (5, 'English', 'Languages', 'ordinary'), (6, 'Irish', 'Languages', 'ordinary'),
  (7, 'French', 'Languages', 'ordinary'), (8, 'Spanish', 'Languages', 'higher'), (9, 'Biology', 'Science', 'ordinary'), (10, 'Chemistry', 'Science', 'higher'), (11, 'Physics', 'Science', 'higher'), (12, 'Agricultural Science', 'Science', 'foundation'),
  (13, 'History', 'Humanities', 'ordinary'), (14, 'Geography', 'Humanities', 'ordinary'), (15, 'Economics', 'Humanities', 'higher'), (16, 'Classical Studies', 'Humanities', 'foundation'), (17, 'Music', 'Arts', 'ordinary'), (18, 'Drawing', 'Arts', 'foundation'),
  (19, 'Drama', 'Arts', 'ordinary'), (20, 'Physical Education', 'Sports', 'foundation'), (21, 'Sports Science', 'Sports', 'higher')) as v(n, c, s, l);

create table school.enrolments (
  id bigint primary key, student_id bigint not null references school.students, course_id bigint not null references school.courses, teacher_id bigint references school.staff, status text not null, channel text not null, enrolled_at timestamptz not null, dropped_on date
);
with raw as (
  select i, (array(select s.id from school.students s join school.classes c on c.id = s.class_id where c.school_id <= 3 order by s.id)) as ids, 1 + floor(21 * power(h(i, 32), 1.25))::int as course, (array[2024, 2025, 2026])[1 + floor(3 * power(h(i, 33), 0.8))::int] as y from generate_series(1, 4300) as i
), placed as (
  select r.i, s.id as student, r.course, s.left_on, c.school_id, ((make_date(r.y, 8, 18) + floor(75 * power(h(i, 34), 1.4))::int) + interval '7 hours' + interval '1 minute' * floor(h(i, 35) * 1015)) at time zone 'Europe/Dublin' as at
  from raw r join school.students s on s.id = r.ids[1 + floor(h(i, 31) * array_length(r.ids, 1))::int] join school.classes c on c.id = s.class_id
), fated as (
  select *, case when h(i, 36) < 0.085 + case when course in (2, 10, 11) then 0.05 else 0 end then 'dropped' when h(i, 36) > 0.955 then 'waitlisted' when at < '2026-07-01' then 'completed' else 'active' end as status
  from placed where left_on is null or left_on > at + interval '40 days'
)
insert into school.enrolments
select i, student, course, case when h(i, 37) < 0.02 then null else (t.ids)[1 + floor(h(course * 10 + floor(h(i, 38) * 3)::int, 39) * array_length(t.ids, 1))::int] end, status,
  case when h(i, 40) < 0.6 then 'portal' when h(i, 40) < 0.85 then 'office' else 'tutor' end, at, case when status = 'dropped' then least((at at time zone 'Europe/Dublin')::date + 5 + floor(150 * power(h(i, 41), 1.6))::int, date '2026-11-19') end
from fated f join (select school_id, array_agg(id order by id) as ids from school.staff where role = 'teacher' group by 1) as t on t.school_id = f.school_id;

create table school.exams (
  id bigint primary key, enrolment_id bigint not null references school.enrolments, kind text not null, status text not null, sat_on date not null, score numeric(5,1), grade text, marker_id bigint references school.staff, marked_on date
);
with planned as (
  select e.id * 10 + k.n as id, e.id as enrolment, e.teacher_id, e.course_id, e.student_id, k.kind, e.status, (k.base + make_interval(years => y.n - 2024))::date + floor(k.spread * h(e.id * 10 + k.n, 51))::int as day0, (e.enrolled_at at time zone 'Europe/Dublin')::date as enrolled, e.dropped_on
  from school.enrolments e cross join lateral (select extract(year from e.enrolled_at)::int as n) as y
  cross join (values (1, 'midterm', date '2024-10-21', 30), (2, 'mock', date '2025-02-10', 12), (3, 'final', date '2025-05-26', 16)) as k(n, kind, base, spread)
  where e.status <> 'waitlisted' and (k.n = 3 or h(e.id, 52) < 0.42 and k.n = 1 or h(e.id, 53) < 0.2 and k.n = 2)
), dated as (
  select *, day0 + case extract(isodow from day0)::int when 6 then 2 when 7 then 1 else 0 end as day from planned where dropped_on is null or dropped_on > day0
), scored as (
  select *, round((least(100, greatest(4, 61 + 36 * (h(id, 54) + h(id, 55) - 1) * 1.3 + 14 * (h(student_id, 56) - 0.5) - case when course_id in (2, 10, 11) then 7 else 0 end + case when kind = 'mock' then -4 else 0 end)))::numeric, 1) as points, h(id, 57) as fate from dated where day > enrolled and day <= '2026-11-20'
), marked as (
  select *, day + 3 + floor(22 * power(h(id, 58), 1.5))::int as done from scored
), stated as (
  select *, case when fate < 0.045 then 'absent' when fate < 0.055 then 'void' when done > '2026-11-20' then 'pending' else 'graded' end as state from marked
)
insert into school.exams
select id, enrolment, kind, state, day, case when state = 'graded' then points end,
  case when state = 'graded' then (case when points >= 85 then 'A' when points >= 70 then 'B' when points >= 55 then 'C' when points >= 40 then 'D' else 'F' end) end,
  case when state = 'absent' then null when h(id, 59) < 0.6 then teacher_id else 1 + floor(90 * h(id, 60))::bigint end, case when state = 'graded' then done end
from stated;

-- ---------------------------------------------------------------- attendance and canteen, on school days
create view school.school_days as
select g::date as day from generate_series(timestamp '2025-09-01', timestamp '2026-11-20', interval '1 day') as g
where extract(isodow from g) < 6 and extract(month from g) not in (7, 8) and to_char(g, 'MMDD') not between '1219' and '1231' and to_char(g, 'MMDD') not between '0101' and '0106' and to_char(g, 'MMDD') not between '1026' and '1030'
  and g not between '2026-03-30' and '2026-04-10' and g not in ('2026-03-17', '2026-05-04', '2026-06-01');

create table school.attendance_days (class_id bigint not null references school.classes, day date not null, on_roll int not null, present int not null, late int not null, excused int not null, unexcused int not null, primary key (class_id, day));
insert into school.attendance_days
select c.id, d.day, r.n, r.n - e.excused - u.unexcused, least(r.n - e.excused - u.unexcused, floor(r.n * 0.09 * power(h(c.id * 100000 + (d.day - date '2025-01-01'), 73), 1.5))::int), e.excused, u.unexcused
from school.classes c cross join school.school_days d
cross join lateral (select count(*)::int as n from school.students s where s.class_id = c.id and not s.is_test and s.joined_on <= d.day and (s.left_on is null or s.left_on > d.day)) as r
cross join lateral (select floor(r.n * case when extract(month from d.day) in (11, 12, 1, 2) then 0.16 else 0.11 end * h(c.id * 100000 + (d.day - date '2025-01-01'), 71) + 0.3)::int as excused) as e
cross join lateral (select floor(r.n * (0.07 + case when c.year_group in ('Year 10', 'Year 11') then 0.05 else 0 end) * power(h(c.id * 100000 + (d.day - date '2025-01-01'), 72), 1.3) + 0.2)::int as unexcused) as u;

create table money.canteen_days (school_id bigint not null references school.schools, day date not null, meals_served int not null, free_meals int not null, prepaid_eur numeric(10,2) not null, debt_eur numeric(10,2) not null, primary key (school_id, day));
insert into money.canteen_days
select s.id, d.day, m.n, floor(m.n * (0.16 + 0.08 * h(s.id * 100000 + (d.day - date '2025-01-01'), 82)))::int,
  round((s.id * 310 + 5200 + 1900 * sin((d.day - date '2025-01-01') / 9.0 + s.id) + 800 * h(s.id * 100000 + (d.day - date '2025-01-01'), 83))::numeric, 2), round((90 + s.id * 17 + 160 * h(s.id * 100000 + (d.day - date '2025-01-01') / 7, 84))::numeric, 2)
from school.schools s cross join school.school_days d
join lateral (select floor(sum(a.present) * (0.48 + 0.14 * h(s.id * 100000 + (d.day - date '2025-01-01'), 81)))::int as n from school.attendance_days a join school.classes c on c.id = a.class_id where c.school_id = s.id and a.day = d.day) as m on true
where not (s.id = 5 and d.day < '2026-01-07');

-- ---------------------------------------------------------------- fees
create table money.invoices (
  id bigint primary key, student_id bigint not null references school.students, kind text not null, status text not null, amount_eur numeric(10,2) not null, discount_eur numeric(10,2) not null, issued_on date not null, due_on date not null, settled_on date
);
with raw as (
  select s.id * 100 + t.n as id, s.id as student, 'tuition' as kind, t.day + floor(6 * h(s.id * 100 + t.n, 91))::int as day, case s.plan when 'boarding' then 3900 else 980 end::numeric as amount, case s.plan when 'sibling' then 0.15 when 'bursary' then 0.6 else 0 end as reduction
  from school.students s cross join (values (1, date '2024-09-02'), (2, date '2025-01-08'), (3, date '2025-04-22'), (4, date '2025-09-02'), (5, date '2026-01-08'), (6, date '2026-04-14'), (7, date '2026-09-02')) as t(n, day)
  where s.joined_on <= t.day and (s.left_on is null or s.left_on > t.day) and h(s.id, 92) < 0.5
  union all
  select 200000 + i, s.id, pick(h(i, 94), 'transport', 'transport', 'trip', 'materials', 'exam_fee'), x.day, 15 + 5 * floor(60 * power(h(i, 96), 1.8))::int, 0
  from generate_series(1, 1300) as i join school.students s on s.id = 1 + floor(1040 * h(i, 93))::int cross join lateral (select date '2024-09-05' + floor(804 * h(i, 95))::int as day) as x
  where s.joined_on <= x.day and (s.left_on is null or s.left_on > x.day)
), paid as (
  select *, day + 2 + floor(58 * power(h(id, 97), 1.9))::int as settled, case when day > '2026-11-14' and h(id, 98) < 0.5 then 'draft' when h(id, 98) < 0.015 then 'void' when h(id, 99) < 0.03 then 'open' end as odd from raw
)
insert into money.invoices
select id, student, kind, coalesce(odd, case when settled <= '2026-11-20' then 'paid' else 'open' end), amount, round(amount * reduction::numeric, 2), day, day + 30, case when odd is null and settled <= '2026-11-20' then settled end
from paid;

create table money.payments (id bigint primary key, invoice_id bigint not null references money.invoices, method text not null, amount_eur numeric(10,2) not null, paid_on date not null, bounced_on date);
insert into money.payments
select v.id * 10 + p.n, v.id, case when h(v.id * 10, 101) < 0.5 then 'direct_debit' when h(v.id * 10, 101) < 0.8 then 'card' when h(v.id * 10, 101) < 0.93 then 'transfer' else 'cash' end,
  case when p.n = 3 then v.amount_eur - v.discount_eur when not x.split then v.amount_eur - v.discount_eur when p.n = 1 then round((v.amount_eur - v.discount_eur) / 2, 2) else v.amount_eur - v.discount_eur - round((v.amount_eur - v.discount_eur) / 2, 2) end,
  case when p.n = 2 then v.settled_on else greatest(v.issued_on, v.settled_on - case when x.split and p.n = 1 then 14 when p.n = 3 then 9 else 0 end) end, case when p.n = 3 then v.settled_on - 2 end
from money.invoices v cross join lateral (select h(v.id, 102) < 0.1 as split, h(v.id, 103) < 0.02 and v.settled_on - 9 > v.issued_on as bounced) as x cross join generate_series(1, 3) as p(n)
where v.settled_on is not null and case p.n when 1 then true when 2 then x.split else x.bounced end;

drop view school.school_days;
set session_replication_role = origin;
