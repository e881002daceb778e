-- A group of four hospitals on Lake Constance, as it stands on 2026-11-21: the hold-out set's warehouse. Written by hand, made of nothing but
-- generate_series and a hash of ids, so that every run gives the same rows. Times are local to Europe/Zurich. It knows nothing of the program.
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema care;
create schema clinical;
create schema billing;
create schema staff;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- the house
create table care.hospitals (id bigint primary key, name text not null, city text not null, country text not null, currency text not null, opened_on date not null);
insert into care.hospitals values
  (1, 'Seeblick Hospital', 'Konstanz', 'Germany', 'EUR', '1974-05-01'),
  (2, 'Rheintal Hospital', 'Bregenz', 'Austria', 'EUR', '1989-09-01'),
  (3, 'Rosenberg Clinic', 'St. Gallen', 'Switzerland', 'CHF', '1961-01-01'),
  (4, 'Alpstein Clinic', 'Herisau', 'Switzerland', 'CHF', '2025-04-01');

create table care.departments (id bigint primary key, hospital_id bigint not null references care.hospitals, name text not null unique, specialty text not null, phone_extension text);
insert into care.departments
select row_number() over (order by h.id, s.n), h.id, s.specialty || ' ' || h.city, s.specialty, (2000 + h.id * 100 + s.n)::text
from care.hospitals h
cross join unnest(array['Cardiology', 'Orthopaedics', 'Oncology', 'Paediatrics', 'Neurology', 'Emergency', 'Obstetrics', 'General Surgery']) with ordinality as s(specialty, n)
where not (h.id = 2 and s.specialty = 'Oncology') and (h.id < 4 or s.specialty in ('Orthopaedics', 'Neurology', 'General Surgery'));

create table care.wards (id bigint primary key, department_id bigint not null references care.departments, name text not null unique, kind text not null, closed_on date);
insert into care.wards
select row_number() over (order by d.id), d.id, (array['KN', 'BR', 'SG', 'HE'])[d.hospital_id] || '-' || lpad((row_number() over (partition by d.hospital_id order by d.id))::text, 2, '0'),
  case when d.specialty in ('Cardiology', 'Neurology') and d.hospital_id < 4 then 'intensive_care' when d.specialty = 'Obstetrics' then 'maternity' when d.specialty = 'Paediatrics' then 'children' else 'general' end,
  case when d.name = 'Oncology St. Gallen' then date '2026-06-30' end
from care.departments d where d.specialty <> 'Emergency';

create table care.beds (id bigint primary key, ward_id bigint not null references care.wards, label text not null, kind text not null, retired_on date);
insert into care.beds
select w.id * 100 + b, w.id, w.name || '/' || b, case when w.kind = 'intensive_care' then 'intensive' when w.kind = 'children' then 'cot' when h(w.id * 100 + b, 1) < 0.2 then 'electric' else 'standard' end,
  case when w.closed_on is not null then w.closed_on when h(w.id * 100 + b, 2) < 0.04 then date '2025-12-31' end
from care.wards w cross join lateral generate_series(1, 5 + (w.id * 5 % 7 * 2 / 3)::int) as b;

-- ---------------------------------------------------------------- people
create table billing.insurers (id bigint primary key, name text not null, kind text not null, country text not null);
insert into billing.insurers values
  (1, 'Bodensee Krankenkasse', 'statutory', 'Germany'), (2, 'Helvita', 'statutory', 'Switzerland'), (3, 'Landeskasse West', 'statutory', 'Austria'), (4, 'Nordlicht Private', 'private', 'Germany'),
  (5, 'Concordis', 'private', 'Switzerland'), (6, 'Alpenschutz', 'private', 'Austria'), (7, 'Atlas Travel Cover', 'travel', 'Germany');

create table billing.packages (id bigint primary key, name text not null, tier text not null, monthly_fee_eur numeric(8,2) not null, launched_on date not null);
insert into billing.packages values
  (1, 'Basic', 'basic', 0, '2019-01-01'), (2, 'Comfort', 'comfort', 29, '2019-01-01'), (3, 'Premium', 'premium', 79, '2020-07-01'), (4, 'Family', 'family', 49, '2022-01-01'), (5, 'Check-up Plus', 'checkup', 15, '2025-09-01');

create table care.patients (
  id bigint primary key, record_no text not null unique, first_name text not null, last_name text not null, email text, sex text, born_on date not null, city text, country text not null,
  insurer_id bigint references billing.insurers, package_id bigint references billing.packages, registered_at timestamptz not null, referral_source text, is_test boolean not null, merged_at timestamptz
);
insert into care.patients
select i, 'P' || lpad(i::text, 6, '0'), pick(h(i, 1), 'Anna', 'Lukas', 'Mia', 'Noah', 'Lea', 'Elias', 'Nina', 'David', 'Sara', 'Jonas'), pick(h(i, 2), 'Keller', 'Meier', 'Huber', 'Gruber', 'Schmid', 'Weber', 'Frei', 'Baumann', 'Graf', 'Moser'),
  'patient' || i || '@mail.example', case when h(i, 3) < 0.51 then 'female' when h(i, 3) < 0.985 then 'male' when h(i, 3) < 0.99 then 'other' end,
  date '2026-06-01' - (floor(33000 * power(h(i, 4), 0.8)))::int,
  c.city, c.country,
  case when h(i, 6) < 0.08 then null when c.country = 'Germany' then (array[1, 1, 1, 4, 7])[1 + floor(h(i, 7) * 5)::int] when c.country = 'Switzerland' then (array[2, 2, 5])[1 + floor(h(i, 7) * 3)::int]
    when c.country = 'Austria' then (array[3, 3, 3, 6])[1 + floor(h(i, 7) * 4)::int] else 7 end,
  case when h(i, 8) < 0.38 then null when h(i, 8) < 0.68 then 1 when h(i, 8) < 0.83 then 2 when h(i, 8) < 0.9 then 3 when h(i, 8) < 0.96 then 4 else 5 end,
  -- a third were there before the records begin
  ((date '2022-01-01' + floor(1784 * power(h(i, 9), 0.75))::int) + interval '8 hours' + interval '1 minute' * floor(h(i, 10) * 600)) at time zone 'Europe/Zurich',
  case when h(i, 11) < 0.4 then 'gp' when h(i, 11) < 0.65 then 'self' when h(i, 11) < 0.8 then 'ambulance' when h(i, 11) < 0.93 then 'other_hospital' end,
  h(i, 12) < 0.008, case when h(i, 13) < 0.02 then timestamptz '2026-03-15 10:00+01' end
from generate_series(1, 6000) as i
cross join lateral (values (pick(h(i, 5), 'Konstanz', 'Singen', 'Friedrichshafen', 'Bregenz', 'Dornbirn', 'St. Gallen', 'Herisau', 'Rorschach', 'Vaduz', 'Gossau'))) as p(city)
cross join lateral (values (p.city, case when p.city in ('Konstanz', 'Singen', 'Friedrichshafen') then 'Germany' when p.city in ('Bregenz', 'Dornbirn') then 'Austria' when p.city = 'Vaduz' then 'Liechtenstein' else 'Switzerland' end)) as c(city, country);

create table staff.practitioners (id bigint primary key, name text not null, role text not null, department_id bigint not null references care.departments, hired_on date not null, left_on date, weekly_hours numeric(4,1) not null);
insert into staff.practitioners
select i, 'Dr. ' || pick(h(i, 21), 'Alma', 'Bruno', 'Carla', 'Dario', 'Elena', 'Fabian', 'Greta', 'Henrik', 'Ines', 'Jan', 'Klara', 'Leo') || ' ' || pick(h(i, 22), 'Amann', 'Berger', 'Caduff', 'Dietrich', 'Egli', 'Fischer', 'Gasser', 'Hofer', 'Imhof', 'Jost', 'Koch', 'Lang', 'Marti', 'Nagel'),
  'physician', 1 + (i * 7 % 26), date '2012-01-01' + floor(5200 * h(i, 23))::int, case when h(i, 24) < 0.12 then date '2025-06-30' + floor(480 * h(i, 25))::int end, case when h(i, 26) < 0.3 then 25.2 else 42 end
from generate_series(1, 90) as i
union all
select i, pick(h(i, 21), 'Marta', 'Nils', 'Olga', 'Pia', 'Quirin', 'Rosa', 'Simon', 'Tara', 'Urs', 'Vera', 'Willi', 'Yara') || ' ' || pick(h(i, 22), 'Amann', 'Berger', 'Caduff', 'Dietrich', 'Egli', 'Fischer', 'Gasser', 'Hofer', 'Imhof', 'Jost', 'Koch', 'Lang', 'Marti', 'Nagel'),
  case when i % 5 = 0 then 'therapist' when i % 17 = 0 then 'midwife' else 'nurse' end, 1 + (i * 11 % 26), date '2014-01-01' + floor(4600 * h(i, 23))::int, case when h(i, 24) < 0.15 then date '2025-06-30' + floor(480 * h(i, 25))::int end, case when h(i, 26) < 0.45 then 21 else 42 end
from generate_series(91, 230) as i;

-- ---------------------------------------------------------------- appointments
create table care.appointments (
  id bigint primary key, patient_id bigint not null references care.patients, department_id bigint not null references care.departments, practitioner_id bigint references staff.practitioners,
  kind text not null, status text not null, booked_at timestamptz not null, starts_at timestamptz not null, minutes int, cancelled_at timestamptz, cancelled_by text, rescheduled_from bigint references care.appointments, rating int
);
with raw as (
  select i, 1 + floor(6000 * h(i, 31))::bigint as patient, 1 + floor(26 * power(h(i, 32), 1.15))::bigint as department, date '2025-01-02' + floor(716 * power(h(i, 33), 0.92))::int as day0, (array['first_visit', 'follow_up', 'follow_up', 'video', 'check_up'])[1 + floor(5 * h(i, 34))::int] as kind
  from generate_series(1, 24000) as i
), placed as (
  select r.i, r.patient, r.kind, case when d.hospital_id = 4 and day0 < '2025-04-03' then 2 else d.id end as department,
    case when d.specialty <> 'Emergency' and extract(isodow from day0) > 5 then day0 + 2 else day0 end as day, d.specialty
  from raw r join care.departments d on d.id = r.department
), timed as (
  select *, (day + interval '8 hours' + interval '15 minutes' * floor(h(i, 35) * 38)) at time zone 'Europe/Zurich' as at,
    h(i, 36) + case when kind = 'video' then -0.03 else 0 end + case when specialty in ('Paediatrics', 'Neurology') then 0.025 else 0 end as fate
  from placed
), fated as (
  select *, case when at >= timestamptz '2026-11-21 11:00+01' then (case when fate > 0.93 then 'cancelled' else 'booked' end)
    when fate < 0.75 then 'completed' when fate < 0.86 then 'cancelled' when fate < 0.93 then 'rescheduled' else 'no_show' end as status
  from timed
)
insert into care.appointments
select i, patient, department, case when h(i, 37) < 0.03 then null else s.ids[1 + floor(h(i, 38) * array_length(s.ids, 1))::int] end,
  kind, status, at - interval '1 hour' * floor(3 + 1100 * power(h(i, 39), 2)), at, case when status = 'completed' then (array[15, 20, 30, 30, 45, 60])[1 + floor(h(i, 40) * 6)::int] end,
  case when status = 'cancelled' then at - interval '1 hour' * floor(1 + 200 * power(h(i, 41), 3)) end, case when status = 'cancelled' then pick(h(i, 42), 'patient', 'patient', 'patient', 'clinic', 'clinic') end, null,
  case when status = 'completed' and h(i, 43) < 0.35 then 5 - floor(4.9 * power(h(i, 44), 2.2))::int end
from fated f left join (select department_id, array_agg(id order by id) as ids from staff.practitioners where role <> 'nurse' group by 1) s on s.department_id = f.department;
-- A moved appointment is a new row that points at the old one.
insert into care.appointments
select id + 100000, patient_id, department_id, practitioner_id, kind, case when starts_at + interval '14 days' < timestamptz '2026-11-21 07:00+01' then 'completed' else 'booked' end, starts_at - interval '1 day', starts_at + interval '14 days',
  case when starts_at + interval '14 days' < timestamptz '2026-11-21 07:00+01' then 30 end, null, null, id, null
from care.appointments where status = 'rescheduled';

-- ---------------------------------------------------------------- admissions
create table care.admissions (
  id bigint primary key, patient_id bigint not null references care.patients, ward_id bigint not null references care.wards, attending_id bigint references staff.practitioners, kind text not null, room_class text not null, status text not null,
  admitted_at timestamptz not null, discharged_at timestamptz, discharged_to text
);
with raw as (
  select i, 1 + floor(6000 * power(h(i, 51), 1.7))::bigint as patient, 1 + floor(23 * h(i, 52))::bigint as ward, (date '2025-01-01' + floor(689 * h(i, 53))::int + interval '1 minute' * floor(1439 * h(i, 54))) at time zone 'Europe/Zurich' as at,
    case when h(i, 55) < 0.46 then 'emergency' when h(i, 55) < 0.92 then 'elective' else 'transfer' end as kind, h(i, 56) < 0.04 as cancelled, interval '1 hour' * floor(14 - ln(1 - h(i, 57)) * 130) as stay
  from generate_series(1, 11000) as i
), placed as (
  select r.*, case when w.closed_on < at::date or (d.hospital_id = 4 and at < '2025-04-01') then 3 else w.id end as ward_id
  from raw r join care.wards w on w.id = r.ward join care.departments d on d.id = w.department_id
)
insert into care.admissions
select i, patient, ward_id, case when h(i, 58) < 0.01 then null else 1 + floor(90 * h(i, 59))::bigint end, kind, case when h(i, 60) < 0.72 then 'standard' when h(i, 60) < 0.91 then 'comfort' else 'suite' end,
  case when cancelled and kind = 'elective' then 'cancelled' when at + stay < timestamptz '2026-11-20 22:00+01' then 'discharged' else 'in_house' end, at,
  case when not (cancelled and kind = 'elective') and at + stay < timestamptz '2026-11-20 22:00+01' then at + stay end,
  case when not (cancelled and kind = 'elective') and at + stay < timestamptz '2026-11-20 22:00+01' then (case when h(i, 61) < 0.82 then 'home' when h(i, 61) < 0.92 then 'rehabilitation' when h(i, 61) < 0.975 then 'other_hospital' else 'deceased' end) end
from placed;

create table care.ward_days (ward_id bigint not null references care.wards, day date not null, open_beds int not null, occupied_beds int not null, blocked_beds int not null, primary key (ward_id, day));
insert into care.ward_days
select w.id, g.day, b.n - x.blocked, least(b.n - x.blocked, coalesce(o.n, 0)), x.blocked
from care.wards w
join care.departments d on d.id = w.department_id
cross join lateral (select g::date as day from generate_series(case when d.hospital_id = 4 then timestamp '2025-04-01' else timestamp '2025-01-01' end, coalesce(w.closed_on, date '2026-11-20')::timestamp, interval '1 day') as g) as g
join lateral (select count(*)::int as n, count(*) filter (where retired_on = '2025-12-31')::int as retired from care.beds where ward_id = w.id) as b0 on true
cross join lateral (select b0.n - case when g.day > '2025-12-31' then b0.retired else 0 end as n) as b
cross join lateral (select case when h(w.id * 100000 + (g.day - date '2025-01-01'), 62) < 0.3 then 1 when h(w.id * 100000 + (g.day - date '2025-01-01'), 62) < 0.36 then 2 else 0 end as blocked) as x
left join (
  select a.ward_id, n::date as day, count(*)::int as n
  from care.admissions a cross join lateral generate_series(((a.admitted_at at time zone 'Europe/Zurich')::date)::timestamp, least(coalesce((a.discharged_at at time zone 'Europe/Zurich')::date - 1, date '2026-11-20'), date '2026-11-20')::timestamp, interval '1 day') as n
  where a.status <> 'cancelled' group by 1, 2
) as o on o.ward_id = w.id and o.day = g.day;

-- ---------------------------------------------------------------- clinical
create table clinical.diagnosis_codes (code text primary key, title text not null, chapter text not null, is_chronic boolean not null);
insert into clinical.diagnosis_codes values
  ('I10', 'Hypertension', 'Circulatory', true), ('I21', 'Heart attack', 'Circulatory', false), ('I50', 'Heart failure', 'Circulatory', true), ('I63', 'Stroke', 'Circulatory', false),
  ('J18', 'Pneumonia', 'Respiratory', false), ('J44', 'COPD', 'Respiratory', true), ('J45', 'Asthma', 'Respiratory', true), ('E11', 'Type 2 diabetes', 'Endocrine', true), ('E66', 'Obesity', 'Endocrine', true),
  ('S72', 'Fracture of femur', 'Injury', false), ('S06', 'Concussion', 'Injury', false), ('S52', 'Fracture of forearm', 'Injury', false), ('C50', 'Breast cancer', 'Neoplasms', true), ('C34', 'Lung cancer', 'Neoplasms', true),
  ('K35', 'Appendicitis', 'Digestive', false), ('K80', 'Gallstones', 'Digestive', false), ('O80', 'Normal delivery', 'Pregnancy', false), ('O82', 'Caesarean delivery', 'Pregnancy', false), ('F32', 'Depression', 'Mental', true), ('G40', 'Epilepsy', 'Nervous', true);
create table clinical.diagnoses (id bigint primary key, admission_id bigint not null references care.admissions, code text references clinical.diagnosis_codes, rank int not null, recorded_at timestamptz not null, unique (admission_id, rank));
insert into clinical.diagnoses
select a.id * 10 + n, a.id, case when h(a.id * 10 + n, 73) < 0.015 then null else (array['I10', 'I10', 'I21', 'I50', 'I63', 'J18', 'J18', 'J44', 'J45', 'E11', 'E11', 'E66', 'S72', 'S06', 'S52', 'C50', 'C34', 'K35', 'K80', 'O80', 'O82', 'F32', 'G40'])[1 + (floor(h(a.id, 71) * 23)::int + (n - 1) * (1 + floor(h(a.id, 72) * 7)::int)) % 23] end,
  n, a.admitted_at + interval '3 hours' * n
from care.admissions a cross join lateral generate_series(1, 1 + floor(3.4 * power(h(a.id, 74), 1.2))::int) as n
where a.status <> 'cancelled';

create table clinical.procedures (id bigint primary key, admission_id bigint not null references care.admissions, surgeon_id bigint references staff.practitioners, name text not null, category text not null, room text, status text not null, started_at timestamptz not null, ended_at timestamptz, complication boolean);
insert into clinical.procedures
select a.id, a.id, a.attending_id, p.name, p.category, 'OR ' || (1 + floor(h(a.id, 82) * 6)::int), case when h(a.id, 83) < 0.06 then 'cancelled' else 'done' end, a.admitted_at + interval '1 hour' * floor(4 + 30 * h(a.id, 84)),
  case when h(a.id, 83) >= 0.06 then a.admitted_at + interval '1 hour' * floor(4 + 30 * h(a.id, 84)) + interval '1 minute' * floor(25 + 150 * power(h(a.id, 85), 1.5)) end, case when h(a.id, 83) >= 0.06 then h(a.id, 86) < 0.045 end
from care.admissions a
join (values (1, 'Hip replacement', 'orthopaedic'), (2, 'Knee arthroscopy', 'orthopaedic'), (3, 'Appendectomy', 'abdominal'), (4, 'Gallbladder removal', 'abdominal'), (5, 'Caesarean section', 'obstetric'), (6, 'Coronary angioplasty', 'cardiac'), (7, 'Pacemaker implant', 'cardiac'), (8, 'Colonoscopy', 'diagnostic'))
  as p(n, name, category) on p.n = 1 + floor(h(a.id, 81) * 8)::int
where a.status <> 'cancelled' and h(a.id, 80) < 0.52;

create table clinical.prescriptions (id bigint primary key, patient_id bigint not null references care.patients, practitioner_id bigint references staff.practitioners, drug text not null, drug_class text not null, prescribed_on date not null, days_supply int not null, is_repeat boolean not null, withdrawn_on date);
insert into clinical.prescriptions
select i, 1 + floor(6000 * power(h(i, 91), 1.3))::bigint, case when h(i, 92) < 0.02 then null else 1 + floor(90 * h(i, 93))::bigint end, d.name, d.class, x.day, (array[7, 14, 30, 30, 90])[1 + floor(h(i, 95) * 5)::int], h(i, 96) < 0.4, case when h(i, 97) < 0.03 then x.day + 2 end
from generate_series(1, 14000) as i
cross join lateral (values (date '2025-01-01' + floor(689 * power(h(i, 94), 0.95))::int)) as x(day)
join (values (1, 'Ibuprofen', 'painkiller'), (2, 'Paracetamol', 'painkiller'), (3, 'Morphine', 'opioid'), (4, 'Amoxicillin', 'antibiotic'), (5, 'Ciprofloxacin', 'antibiotic'), (6, 'Metformin', 'antidiabetic'), (7, 'Ramipril', 'blood pressure'), (8, 'Atorvastatin', 'statin'), (9, 'Sertraline', 'antidepressant'))
  as d(n, name, class) on d.n = 1 + floor(power(h(i, 98), 1.2) * 9)::int;

create table clinical.lab_tests (id bigint primary key, patient_id bigint not null references care.patients, ordered_by bigint references staff.practitioners, hospital_id bigint not null references care.hospitals, test text not null, panel text, priority text not null, status text not null, ordered_at timestamptz not null, resulted_at timestamptz, value numeric(10,2), flag text);
with raw as (
  select i, (date '2025-01-01' + floor(690 * power(h(i, 104), 0.93))::int + interval '6 hours' + interval '1 minute' * floor(720 * h(i, 105))) at time zone 'Europe/Zurich' as at,
    case when h(i, 106) < 0.18 then 'urgent' else 'routine' end as priority, h(i, 107) as fate, 1 + floor(power(h(i, 103), 1.1) * 7)::int as t, (array[1, 1, 1, 2, 2, 3, 3, 4])[1 + floor(h(i, 108) * 8)::int] as hospital
  from generate_series(1, 26000) as i
)
insert into clinical.lab_tests
select i, 1 + floor(6000 * power(h(i, 101), 1.4))::bigint, case when h(i, 102) < 0.05 then null else 1 + floor(90 * h(i, 109))::bigint end, case when hospital = 4 and at < '2025-04-01' then 3 else hospital end, k.test, k.panel, priority,
  x.status, at, case when x.status = 'resulted' then at + x.took end, case when x.status = 'resulted' then round((k.mid * (0.4 + 1.2 * h(i, 112)))::numeric, 2) end,
  case when x.status = 'resulted' then (case when h(i, 112) < 0.12 then 'low' when h(i, 112) < 0.82 then 'normal' when h(i, 112) < 0.965 then 'high' else 'critical' end) end
from raw
join (values (1, 'Haemoglobin', 'blood count', 14.0), (2, 'Leukocytes', 'blood count', 7.0), (3, 'Glucose', 'metabolic', 95.0), (4, 'Creatinine', 'metabolic', 1.0), (5, 'CRP', 'inflammation', 8.0), (6, 'Troponin', 'cardiac', 12.0), (7, 'TSH', null, 2.1)) as k(n, test, panel, mid) on k.n = t
cross join lateral (values (interval '1 minute' * floor(case when priority = 'urgent' then 25 + 120 * power(h(i, 110), 2) else 120 + 2200 * power(h(i, 110), 2) end))) as y(took)
cross join lateral (values (case when fate < 0.025 then 'rejected' when at + y.took > timestamptz '2026-11-21 09:00+01' then 'ordered' else 'resulted' end, y.took)) as x(status, took);

-- ---------------------------------------------------------------- money
create table billing.invoices (id bigint primary key, number text not null unique, patient_id bigint not null references care.patients, hospital_id bigint not null references care.hospitals, status text not null, currency text not null, eur_per_unit numeric(8,4) not null, issued_on date not null, due_on date not null, settled_on date);
insert into billing.invoices
select i, 'R' || to_char(x.day, 'YY') || '-' || lpad(i::text, 6, '0'), 1 + floor(6000 * power(h(i, 122), 1.5))::bigint, hp.id,
  x.status, hp.currency, case when hp.currency = 'EUR' then 1 else round((1.03 + 0.04 * h(extract(year from x.day)::int * 12 + extract(month from x.day)::int, 124))::numeric, 4) end, x.day, x.day + 30, case when x.status = 'paid' then x.day + x.took end
from generate_series(1, 12000) as i
cross join lateral (values (date '2025-01-02' + floor(687 * power(h(i, 121), 0.93))::int, 6 + floor(70 * power(h(i, 125), 1.6))::int)) as y(day, took)
join care.hospitals hp on hp.id = case when y.day < '2025-04-20' then 1 + floor(3 * h(i, 123))::bigint else (array[1, 1, 1, 2, 2, 3, 3, 4])[1 + floor(8 * h(i, 123))::int] end
cross join lateral (values (y.day, y.took, case when h(i, 126) < 0.02 then 'draft' when h(i, 126) < 0.045 then 'void' when h(i, 126) < 0.06 then 'written_off' when y.day + y.took > date '2026-11-20' or h(i, 126) > 0.95 then 'sent' else 'paid' end)) as x(day, took, status);

create table billing.invoice_lines (id bigint primary key, invoice_id bigint not null references billing.invoices, kind text not null, amount numeric(12,2) not null, amount_eur numeric(12,2) not null, insurer_eur numeric(12,2) not null, patient_eur numeric(12,2) not null);
insert into billing.invoice_lines
select l.id, v.id, l.kind, l.amount, e.eur, round(e.eur * s.share, 2), e.eur - round(e.eur * s.share, 2)
from billing.invoices v join care.patients p on p.id = v.patient_id
cross join lateral (values (case when p.insurer_id is null then 0 else 0.65 + 0.05 * (p.insurer_id % 6) end)) as s(share)
cross join lateral (
  select v.id * 10 + n as id, k.kind, case when k.kind = 'discount' then -1 else 1 end * round((case k.kind when 'treatment' then 120 + 2400 * power(h(v.id * 10 + n, 132), 3) when 'room' then 180 + 1500 * h(v.id * 10 + n, 132) when 'drugs' then 8 + 240 * h(v.id * 10 + n, 132) when 'laboratory' then 15 + 180 * h(v.id * 10 + n, 132) else 20 + 100 * h(v.id * 10 + n, 132) end)::numeric, 2) as amount
  from unnest(array['treatment', 'room', 'drugs', 'laboratory', 'discount']) with ordinality as k(kind, n)
  where n = 1 or h(v.id * 10 + n, 131) < (array[1, 0.3, 0.5, 0.55, 0.12])[n]
) as l
cross join lateral (values (round(l.amount * v.eur_per_unit, 2))) as e(eur);

create table billing.payments (id bigint primary key, invoice_id bigint not null references billing.invoices, payer text not null, method text not null, currency text not null, amount numeric(12,2) not null, amount_eur numeric(12,2) not null, paid_on date not null, reversed_on date);
insert into billing.payments
select v.id * 2 + b.n, v.id, b.payer, case when b.payer = 'insurer' then 'transfer' else pick(h(v.id, 141), 'card', 'card', 'transfer', 'cash') end, v.currency, round(b.eur / v.eur_per_unit, 2), b.eur, v.settled_on - (b.n * 2)::int, case when h(v.id * 2 + b.n, 142) < 0.015 then v.settled_on end
from billing.invoices v
join (select invoice_id, sum(insurer_eur) as insurer, sum(patient_eur) as patient from billing.invoice_lines group by 1) t on t.invoice_id = v.id
cross join lateral (values (0, 'insurer', t.insurer), (1, 'patient', t.patient)) as b(n, payer, eur)
where v.status = 'paid' and b.eur > 0;

-- ---------------------------------------------------------------- staff and waiting list
create table staff.shifts (id bigint primary key, practitioner_id bigint not null references staff.practitioners, ward_id bigint references care.wards, shift_date date not null, kind text not null, status text not null, hours numeric(4,1) not null, overtime_hours numeric(4,1) not null);
insert into staff.shifts
select p.id * 10000 + d.n, p.id, case when w.closed_on is null or w.closed_on >= d.day then w.id end, d.day, k.kind,
  case when h(p.id * 10000 + d.n, 153) < 0.045 + case when extract(month from d.day) in (1, 2, 11) then 0.03 else 0 end then 'sick' when h(p.id * 10000 + d.n, 153) > 0.98 then 'cancelled' else 'worked' end, case when p.weekly_hours < 30 then 6 else 8.4 end,
  case when h(p.id * 10000 + d.n, 154) < 0.18 then round((0.5 + 3 * h(p.id * 10000 + d.n, 155))::numeric, 1) else 0 end
from staff.practitioners p left join care.wards w on w.department_id = p.department_id
cross join lateral (select n, date '2025-01-01' + n as day from generate_series(0, 688) as n) as d
cross join lateral (values (case when p.role = 'nurse' then pick(h(p.id * 10000 + d.n, 152), 'early', 'late', 'night') else 'day' end)) as k(kind)
where h(p.id * 10000 + d.n, 151) < 0.17 and d.day >= p.hired_on and (p.left_on is null or d.day < p.left_on);
update staff.shifts set overtime_hours = 0 where status <> 'worked';

create table care.waiting_list (id bigint primary key, patient_id bigint not null references care.patients, department_id bigint not null references care.departments, treatment text not null, urgency text not null, listed_on date not null, treated_on date, removed_on date, removal_reason text);
insert into care.waiting_list
select i, 1 + floor(6000 * h(i, 161))::bigint, x.department, pick(h(i, 163), 'hip replacement', 'knee arthroscopy', 'cataract surgery', 'hernia repair', 'sleep study'), x.urgency, x.day,
  case when h(i, 166) >= 0.09 and x.day + x.took <= date '2026-11-20' then x.day + x.took end, case when h(i, 166) < 0.09 and x.day + x.took <= date '2026-11-20' then x.day + x.took end,
  case when h(i, 166) < 0.09 and x.day + x.took <= date '2026-11-20' then pick(h(i, 167), 'treated elsewhere', 'patient withdrew', 'patient died') end
from generate_series(1, 4000) as i
cross join lateral (values (case when h(i, 164) < 0.15 then 'urgent' when h(i, 164) < 0.45 then 'soon' else 'routine' end, date '2025-01-02' + floor(687 * h(i, 165))::int, 1 + floor(26 * h(i, 162))::bigint)) as y(urgency, day, department)
cross join lateral (values (y.urgency, y.day, case when y.department >= 24 and y.day < '2025-04-01' then 2 else y.department end, floor(case y.urgency when 'urgent' then 3 + 25 * h(i, 168) when 'soon' then 14 + 80 * h(i, 168) else 30 + 220 * h(i, 168) end)::int)) as x(urgency, day, department, took);

-- ---------------------------------------------------------------- what it all means
comment on schema care is 'The house - hospitals, departments, wards and beds - and what happens in it.';
comment on table care.hospitals is 'One row per hospital of the group.';
comment on column care.hospitals.id is 'The hospital.';
comment on column care.hospitals.name is 'Name.';
comment on column care.hospitals.city is 'Town that it stands in.';
comment on column care.hospitals.country is 'Country.';
comment on column care.hospitals.currency is 'Currency of its invoices, ISO 4217.';
comment on column care.hospitals.opened_on is 'First day; Alpstein Clinic joined in April 2025.';
comment on table care.departments is 'One row per department of a hospital. The same specialty exists in several hospitals.';
comment on column care.departments.id is 'The department.';
comment on column care.departments.hospital_id is 'The hospital that it belongs to.';
comment on column care.departments.name is 'Name with the town, unique.';
comment on column care.departments.specialty is 'Medical specialty.';
comment on column care.departments.phone_extension is 'Internal telephone number.';
comment on table care.wards is 'One row per ward with beds. Emergency departments have none.';
comment on column care.wards.id is 'The ward.';
comment on column care.wards.department_id is 'The department that runs it.';
comment on column care.wards.name is 'Short name.';
comment on column care.wards.kind is 'general, intensive_care, maternity or children.';
comment on column care.wards.closed_on is 'Last day; NULL while it is open.';
comment on table care.beds is 'One row per bed that ever was.';
comment on column care.beds.id is 'The bed.';
comment on column care.beds.ward_id is 'Where it stands.';
comment on column care.beds.label is 'Ward and number.';
comment on column care.beds.kind is 'standard, electric, intensive or cot.';
comment on column care.beds.retired_on is 'Last day in use; NULL while in use.';
comment on table care.patients is 'One row per patient record. Test records and records merged into another are still here.';
comment on column care.patients.id is 'The patient.';
comment on column care.patients.record_no is 'Number of the record; the only name of a patient outside the wards.';
comment on column care.patients.first_name is 'Personal data.';
comment on column care.patients.last_name is 'Personal data.';
comment on column care.patients.email is 'Personal data.';
comment on column care.patients.sex is 'female, male or other; NULL when not given.';
comment on column care.patients.born_on is 'Date of birth. Personal data.';
comment on column care.patients.city is 'Town of residence.';
comment on column care.patients.country is 'Country of residence.';
comment on column care.patients.insurer_id is 'Insurer; NULL for patients who pay themselves.';
comment on column care.patients.package_id is 'Care package; NULL without one.';
comment on column care.patients.registered_at is 'When the record was made.';
comment on column care.patients.referral_source is 'gp, self, ambulance or other_hospital; NULL when unknown.';
comment on column care.patients.is_test is 'A record for trying out the software.';
comment on column care.patients.merged_at is 'Set when the record was a duplicate and is no longer valid.';
comment on table care.appointments is 'One row per appointment of an outpatient. A moved appointment keeps its row as rescheduled, and a new row points at it. Holds the future too.';
comment on column care.appointments.id is 'The appointment.';
comment on column care.appointments.patient_id is 'Who comes.';
comment on column care.appointments.department_id is 'Where.';
comment on column care.appointments.practitioner_id is 'Who sees the patient; NULL when not assigned.';
comment on column care.appointments.kind is 'first_visit, follow_up, video or check_up.';
comment on column care.appointments.status is 'booked (still to come), completed, cancelled, no_show or rescheduled.';
comment on column care.appointments.booked_at is 'When it was made.';
comment on column care.appointments.starts_at is 'When it begins.';
comment on column care.appointments.minutes is 'How long it took; NULL unless completed.';
comment on column care.appointments.cancelled_at is 'When it was called off.';
comment on column care.appointments.cancelled_by is 'patient or clinic.';
comment on column care.appointments.rescheduled_from is 'The appointment that this one replaces.';
comment on column care.appointments.rating is '1 (bad) to 5 (good), given by a third of the patients afterwards.';
comment on table care.admissions is 'One row per stay of an inpatient, and per planned stay that was called off.';
comment on column care.admissions.id is 'The stay.';
comment on column care.admissions.patient_id is 'Who stays.';
comment on column care.admissions.ward_id is 'On which ward.';
comment on column care.admissions.attending_id is 'Physician in charge; NULL when not recorded.';
comment on column care.admissions.kind is 'emergency, elective or transfer.';
comment on column care.admissions.room_class is 'standard, comfort or suite: the room, not the care package.';
comment on column care.admissions.status is 'in_house, discharged, or cancelled for a planned stay that did not happen.';
comment on column care.admissions.admitted_at is 'Admission; of a cancelled one the plan.';
comment on column care.admissions.discharged_at is 'Discharge; NULL while in house and for cancelled ones.';
comment on column care.admissions.discharged_to is 'home, rehabilitation, other_hospital or deceased.';
comment on table care.ward_days is 'One row per ward and day: beds at midnight. A balance: never add up days. Written in the night, up to yesterday.';
comment on column care.ward_days.ward_id is 'The ward.';
comment on column care.ward_days.day is 'The day that ends.';
comment on column care.ward_days.open_beds is 'Beds that are staffed and usable.';
comment on column care.ward_days.occupied_beds is 'Beds with a patient.';
comment on column care.ward_days.blocked_beds is 'Beds out of order; not among the open ones.';
comment on table care.waiting_list is 'One row per patient put on the list for a planned treatment.';
comment on column care.waiting_list.id is 'The entry.';
comment on column care.waiting_list.patient_id is 'Who waits.';
comment on column care.waiting_list.department_id is 'For which department.';
comment on column care.waiting_list.treatment is 'What for.';
comment on column care.waiting_list.urgency is 'urgent, soon or routine.';
comment on column care.waiting_list.listed_on is 'Begin of the wait.';
comment on column care.waiting_list.treated_on is 'End of the wait; NULL while waiting or when removed.';
comment on column care.waiting_list.removed_on is 'Taken off without treatment.';
comment on column care.waiting_list.removal_reason is 'Why removed.';
comment on schema clinical is 'What was found and done.';
comment on table clinical.diagnosis_codes is 'Diagnoses by their ICD-10 code.';
comment on column clinical.diagnosis_codes.code is 'ICD-10.';
comment on column clinical.diagnosis_codes.title is 'What it is.';
comment on column clinical.diagnosis_codes.chapter is 'Chapter of the classification.';
comment on column clinical.diagnosis_codes.is_chronic is 'Stays for life.';
comment on table clinical.diagnoses is 'One row per diagnosis of a stay; a stay has one to four.';
comment on column clinical.diagnoses.id is 'The diagnosis.';
comment on column clinical.diagnoses.admission_id is 'The stay.';
comment on column clinical.diagnoses.code is 'ICD-10; NULL when not coded yet.';
comment on column clinical.diagnoses.rank is '1 is the principal diagnosis.';
comment on column clinical.diagnoses.recorded_at is 'When it was recorded.';
comment on table clinical.procedures is 'One row per planned operation or intervention of a stay.';
comment on column clinical.procedures.id is 'The procedure.';
comment on column clinical.procedures.admission_id is 'The stay.';
comment on column clinical.procedures.surgeon_id is 'Who operates; NULL when not recorded.';
comment on column clinical.procedures.name is 'What is done.';
comment on column clinical.procedures.category is 'orthopaedic, abdominal, obstetric, cardiac or diagnostic.';
comment on column clinical.procedures.room is 'Operating room.';
comment on column clinical.procedures.status is 'done or cancelled.';
comment on column clinical.procedures.started_at is 'Begin; of a cancelled one the plan.';
comment on column clinical.procedures.ended_at is 'End; NULL when cancelled.';
comment on column clinical.procedures.complication is 'Whether a complication was recorded; NULL when cancelled.';
comment on table clinical.prescriptions is 'One row per drug prescribed.';
comment on column clinical.prescriptions.id is 'The prescription.';
comment on column clinical.prescriptions.patient_id is 'For whom.';
comment on column clinical.prescriptions.practitioner_id is 'By whom; NULL when not recorded.';
comment on column clinical.prescriptions.drug is 'Active substance.';
comment on column clinical.prescriptions.drug_class is 'Kind of drug.';
comment on column clinical.prescriptions.prescribed_on is 'Day.';
comment on column clinical.prescriptions.days_supply is 'For how many days it lasts.';
comment on column clinical.prescriptions.is_repeat is 'Repeats an earlier one.';
comment on column clinical.prescriptions.withdrawn_on is 'Withdrawn before it was dispensed; does not count.';
comment on table clinical.lab_tests is 'One row per test ordered from the laboratory.';
comment on column clinical.lab_tests.id is 'The test.';
comment on column clinical.lab_tests.patient_id is 'Of whom.';
comment on column clinical.lab_tests.ordered_by is 'Who ordered it; NULL for standing orders.';
comment on column clinical.lab_tests.hospital_id is 'Where it was ordered.';
comment on column clinical.lab_tests.test is 'What is measured.';
comment on column clinical.lab_tests.panel is 'Group of tests; NULL for single ones.';
comment on column clinical.lab_tests.priority is 'routine or urgent.';
comment on column clinical.lab_tests.status is 'ordered (no result yet), resulted, or rejected for a sample that could not be used.';
comment on column clinical.lab_tests.ordered_at is 'When it was ordered.';
comment on column clinical.lab_tests.resulted_at is 'When the result was there.';
comment on column clinical.lab_tests.value is 'Result in the unit of the test.';
comment on column clinical.lab_tests.flag is 'low, normal, high or critical.';
comment on schema billing is 'Insurers, packages and money.';
comment on table billing.insurers is 'One row per insurer.';
comment on column billing.insurers.id is 'The insurer.';
comment on column billing.insurers.name is 'Name.';
comment on column billing.insurers.kind is 'statutory, private or travel.';
comment on column billing.insurers.country is 'Where it is registered.';
comment on table billing.packages is 'Care packages that patients subscribe to.';
comment on column billing.packages.id is 'The package.';
comment on column billing.packages.name is 'Name.';
comment on column billing.packages.tier is 'Short name.';
comment on column billing.packages.monthly_fee_eur is 'Fee of a month in EUR.';
comment on column billing.packages.launched_on is 'On sale since.';
comment on table billing.invoices is 'One row per invoice. Drafts and void ones are no revenue.';
comment on column billing.invoices.id is 'The invoice.';
comment on column billing.invoices.number is 'Number on the paper.';
comment on column billing.invoices.patient_id is 'Who was treated.';
comment on column billing.invoices.hospital_id is 'Who sends it.';
comment on column billing.invoices.status is 'draft, sent (not paid yet), paid, written_off or void.';
comment on column billing.invoices.currency is 'EUR or CHF.';
comment on column billing.invoices.eur_per_unit is 'Exchange rate that was used.';
comment on column billing.invoices.issued_on is 'Invoice date.';
comment on column billing.invoices.due_on is 'Payable until.';
comment on column billing.invoices.settled_on is 'Day on which the last part was paid; NULL until then.';
comment on table billing.invoice_lines is 'What is on an invoice; discounts are negative.';
comment on column billing.invoice_lines.id is 'The line.';
comment on column billing.invoice_lines.invoice_id is 'The invoice.';
comment on column billing.invoice_lines.kind is 'treatment, room, drugs, laboratory or discount.';
comment on column billing.invoice_lines.amount is 'In the currency of the invoice. Never add up several currencies.';
comment on column billing.invoice_lines.amount_eur is 'In EUR at the rate of the invoice.';
comment on column billing.invoice_lines.insurer_eur is 'Part that the insurer owes, in EUR.';
comment on column billing.invoice_lines.patient_eur is 'Part that the patient owes, in EUR.';
comment on table billing.payments is 'One row per payment. A reversed one was taken back by the bank.';
comment on column billing.payments.id is 'The payment.';
comment on column billing.payments.invoice_id is 'The invoice.';
comment on column billing.payments.payer is 'insurer or patient.';
comment on column billing.payments.method is 'transfer, card or cash.';
comment on column billing.payments.currency is 'EUR or CHF.';
comment on column billing.payments.amount is 'In that currency. Never add up several currencies.';
comment on column billing.payments.amount_eur is 'In EUR at the rate of the invoice.';
comment on column billing.payments.paid_on is 'Day.';
comment on column billing.payments.reversed_on is 'Day on which it was taken back; NULL normally.';
comment on schema staff is 'Those who work here.';
comment on table staff.practitioners is 'One row per physician, nurse, therapist or midwife, also those who left. Two may have the same name.';
comment on column staff.practitioners.id is 'The person.';
comment on column staff.practitioners.name is 'Name.';
comment on column staff.practitioners.role is 'physician, nurse, therapist or midwife.';
comment on column staff.practitioners.department_id is 'Home department.';
comment on column staff.practitioners.hired_on is 'First day.';
comment on column staff.practitioners.left_on is 'Last day; NULL while employed.';
comment on column staff.practitioners.weekly_hours is 'Hours by contract; below 30 is part-time.';
comment on table staff.shifts is 'One row per planned shift.';
comment on column staff.shifts.id is 'The shift.';
comment on column staff.shifts.practitioner_id is 'Who.';
comment on column staff.shifts.ward_id is 'Where; NULL outside wards.';
comment on column staff.shifts.shift_date is 'Day on which it begins.';
comment on column staff.shifts.kind is 'early, late or night for nurses, day for others.';
comment on column staff.shifts.status is 'worked, sick, or cancelled by the roster.';
comment on column staff.shifts.hours is 'Planned length.';
comment on column staff.shifts.overtime_hours is 'Beyond the plan; 0 unless worked.';

drop function public.pick(double precision, text[]);
drop function public.h(bigint, int);
analyze;
reset session_replication_role;
