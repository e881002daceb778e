-- Fjordpaw, a chain of veterinary practices in Denmark and southern Sweden with an online shop for pet food and a health plan, as it stands on 2026-11-21: a hold-out
-- set's warehouse. Written by hand, made of nothing but generate_series and a hash of ids, so that every run gives the same rows. Times are local to Europe/Copenhagen;
-- fees, shop, plan and costs are in ore DKK, invoices in ore of the practice's currency (DKK or SEK).
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema org;
create schema clinic;
create schema pharmacy;
create schema fin;
create schema care_plan;
create schema shop;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- practices and people
create table org.practices (id bigint primary key, name text not null unique, city text not null, country text not null, kind text not null, rooms int not null, has_night_service boolean not null, opened_on date not null, closed_on date);
insert into org.practices values
  (1, 'Østerbro', 'Copenhagen', 'DK', 'hospital', 9, true, '2008-04-01', null), (2, 'Vesterbro', 'Copenhagen', 'DK', 'clinic', 4, false, '2013-08-12', null), (3, 'Odense', 'Odense', 'DK', 'clinic', 5, false, '2011-02-07', null),
  (4, 'Aarhus Harbour', 'Aarhus', 'DK', 'hospital', 8, true, '2010-09-20', null), (5, 'Aalborg', 'Aalborg', 'DK', 'clinic', 5, false, '2016-05-02', null), (6, 'Esbjerg', 'Esbjerg', 'DK', 'clinic', 3, false, '2019-01-14', null),
  (7, 'Malmö', 'Malmö', 'SE', 'hospital', 7, true, '2018-03-05', null), (8, 'Lund', 'Lund', 'SE', 'clinic', 4, false, '2020-10-12', null), (9, 'Helsingborg', 'Helsingborg', 'SE', 'clinic', 3, false, '2025-06-02', null), (10, 'Roskilde', 'Roskilde', 'DK', 'clinic', 3, false, '2015-11-02', '2026-03-31');

create table org.employees (id bigint primary key, name text not null unique, job text not null, specialty text, practice_id bigint references org.practices, manager_id bigint references org.employees, hired_on date not null, left_on date, hours_per_week numeric(4,1) not null);
insert into org.employees
select i, (array['Anna', 'Bjarke', 'Camilla', 'Dorte', 'Emil', 'Freja', 'Gustav', 'Hanne', 'Ingrid', 'Jonas', 'Karin', 'Lasse', 'Mette', 'Nils'])[1 + i % 14] || ' ' || (array['Andersen', 'Bergström', 'Christensen', 'Dahl', 'Eriksson', 'Frandsen', 'Gade', 'Holm', 'Iversen', 'Juhl', 'Krogh', 'Lindqvist', 'Madsen', 'Nyström', 'Olsen'])[1 + i % 15],
  case when i = 1 then 'chief_executive' when i <= 11 then 'practice_manager' when i <= 58 then 'vet' when i <= 96 then 'nurse' when i <= 116 then 'receptionist' when i <= 120 then 'lab_technician' when i <= 126 then 'warehouse_worker' else 'customer_service' end,
  case when i between 12 and 58 and h(i, 3) < 0.55 then pick(h(i, 5), 'surgery', 'surgery', 'dentistry', 'dermatology', 'cardiology', 'exotics') end,
  case when i = 1 or i > 120 then null when i <= 11 then i - 1 when i <= 21 then i - 11 when i <= 31 then (array[1, 4, 7, 1, 4, 7, 1, 4, 3, 5])[i - 21] when i <= 58 then 1 + floor(9 * power(h(i, 1), 1.2))::int when i <= 67 then i - 58 when i <= 96 then 1 + floor(9 * power(h(i, 1), 1.2))::int when i <= 116 then 1 + (i - 97) % 10 else (array[1, 1, 4, 7])[i - 116] end,
  null, case when i between 12 and 31 then date '2014-02-03' + floor(3700 * h(i, 6))::int else date '2013-01-14' + floor(4980 * power(h(i, 6), 0.6))::int end, null, case when h(i, 2) < 0.66 then 37 when h(i, 2) < 0.88 then 30 else 20 end
from generate_series(1, 130) as i;
update org.employees set manager_id = case when id = 1 then null when id <= 11 then 1 when id > 120 then 1 else 1 + practice_id end;
update org.employees set left_on = date '2025-03-14' + floor(600 * h(id, 4))::int where id > 31 and id not in (127, 128) and not (id between 59 and 67) and h(id, 7) < 0.15 and hired_on < '2025-01-01';
update org.employees set left_on = '2026-03-31' where practice_id = 10 and left_on is null;

-- ---------------------------------------------------------------- owners and animals
create table clinic.owners (
  id bigint primary key, owner_no text not null unique, name text not null, country text not null, city text, home_practice_id bigint references org.practices, source text, registered_on date not null, left_on date, newsletter boolean not null, is_test boolean not null, deleted_at timestamptz
);
with base as (
  select i, case when h(i, 10) < 0.06 then null else (array[1, 1, 1, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 7, 7, 7, 8, 8, 9, 10])[1 + floor(20 * h(i, 11))::int] end as home from generate_series(1, 1500) as i
)
insert into clinic.owners
select i, 'OW' || lpad(i::text, 5, '0'), (array['Maja', 'Oskar', 'Signe', 'Frederik', 'Lea', 'Viktor', 'Astrid', 'Magnus', 'Sofie', 'Elias', 'Nanna', 'Peter', 'Linnea', 'Axel', 'Trine', 'Karl', 'Birgit', 'Hugo', 'Rikke'])[1 + i % 19] || ' ' || (array['Jensen', 'Nielsen', 'Hansen', 'Pedersen', 'Larsen', 'Svensson', 'Johansson', 'Poulsen', 'Karlsson', 'Møller', 'Lund', 'Friis', 'Bruun', 'Nilsson', 'Toft', 'Skov', 'Winther'])[1 + i % 17] || ' ' || i,
  case when coalesce(home, 1) in (7, 8, 9) then 'SE' else 'DK' end, case when h(i, 12) < 0.05 then null else (array['Copenhagen', 'Copenhagen', 'Odense', 'Aarhus', 'Aalborg', 'Esbjerg', 'Malmö', 'Lund', 'Helsingborg', 'Roskilde'])[coalesce(home, 1)] end, home,
  case when h(i, 13) < 0.1 then null else pick(h(i, 14), 'recommendation', 'recommendation', 'search_engine', 'search_engine', 'walk_by', 'social_media', 'shop', 'shelter') end,
  case when home = 9 then date '2025-06-02' + floor(520 * h(i, 16))::int when h(i, 15) < 0.6 then date '2017-01-09' + floor(2900 * h(i, 16))::int else date '2025-01-02' + floor(680 * h(i, 16))::int end, null, h(i, 17) < 0.44, i in (88, 412, 777, 1203), null
from base;
update clinic.owners set left_on = greatest(registered_on + 150, date '2025-02-10') + floor(500 * h(id, 19))::int where h(id, 18) < 0.1 and registered_on < '2026-01-01';
update clinic.owners set left_on = null where left_on > '2026-11-20';

create table clinic.animals (
  id bigint primary key, animal_no text not null unique, name text not null, owner_id bigint not null references clinic.owners, species text not null, breed text, sex text, is_neutered boolean, has_chip boolean not null, insurer text, born_on date, registered_on date not null, died_on date, is_mistake boolean not null
);
with raw as (
  select o.id * 10 + n as k, o.*, n from clinic.owners o cross join generate_series(1, 3) as n where n = 1 or n = 2 and h(o.id, 20) < 0.3 or n = 3 and h(o.id, 20) < 0.07
), kinded as (
  select *, case when h(k, 21) < 0.48 then 'dog' when h(k, 21) < 0.85 then 'cat' when h(k, 21) < 0.93 then 'rabbit' when h(k, 21) < 0.96 then 'guinea_pig' when h(k, 21) < 0.985 then 'bird' else 'reptile' end as kind, registered_on + case when n = 1 then 0 else floor(400 * h(k, 22))::int end as since from raw
)
insert into clinic.animals
select row_number() over (order by k), 'AN' || lpad((row_number() over (order by k))::text, 5, '0'), pick(h(k, 23), 'Bella', 'Luna', 'Max', 'Simba', 'Molly', 'Rocky', 'Nala', 'Charlie', 'Milo', 'Coco', 'Felix', 'Daisy', 'Thor', 'Smilla', 'Pelle', 'Tiger', 'Ludo', 'Freja'), id, kind,
  case when h(k, 24) < 0.08 then null when kind = 'dog' then pick(h(k, 25), 'Labrador', 'Labrador', 'French Bulldog', 'Dachshund', 'Golden Retriever', 'Border Collie', 'Poodle', 'Mixed Breed', 'Mixed Breed', 'German Shepherd') when kind = 'cat' then pick(h(k, 25), 'Domestic Shorthair', 'Domestic Shorthair', 'Domestic Shorthair', 'Maine Coon', 'Persian', 'Siberian', 'Bengal') when kind = 'rabbit' then pick(h(k, 25), 'Dwarf Lop', 'Lionhead', 'Rex') end,
  case when h(k, 26) < 0.04 then null when h(k, 26) < 0.52 then 'female' else 'male' end, case when h(k, 27) > 0.06 then h(k, 28) < 0.57 end, kind in ('dog', 'cat') and h(k, 29) < 0.86, case when kind in ('dog', 'cat') and h(k, 30) < 0.46 then pick(h(k, 31), 'Agria', 'Agria', 'Agria', 'Tryg', 'Tryg', 'Folksam', 'If') end,
  case when h(k, 32) > 0.07 then since - 45 - floor(3900 * power(h(k, 33), 1.8))::int end, since, case when h(k, 34) < 0.09 and since < '2026-05-01' then greatest(since + 120, date '2025-01-20') + floor(480 * h(k, 35))::int end, false
from kinded where since <= '2026-11-20';
update clinic.animals set died_on = null where died_on > '2026-11-20';
-- Entered twice or by mistake: nothing points to them.
insert into clinic.animals select 5000 + id, 'AN' || (50000 + id)::text, name, owner_id, species, null, sex, null, false, null, null, registered_on + 1, null, true from clinic.animals where id % 61 = 7;
insert into clinic.owners select 2000 + id, 'OW' || (20000 + id)::text, name, country, city, home_practice_id, null, registered_on + 4, null, false, false, (registered_on + 30 + time '09:40') at time zone 'Europe/Copenhagen' from clinic.owners where id % 37 = 11;

-- ---------------------------------------------------------------- appointments and treatments
create table clinic.appointments (
  id bigint primary key, appointment_no text not null unique, animal_id bigint not null references clinic.animals, practice_id bigint not null references org.practices, vet_id bigint not null references org.employees, seen_by_id bigint references org.employees, kind text not null, booked_via text not null, status text not null,
  booked_at timestamptz not null, starts_at timestamptz not null, waiting_minutes int, cancel_reason text, is_urgent boolean not null, deleted_at timestamptz
);
with raw as (
  select i, 1 + floor((select count(*) from clinic.animals where not is_mistake) * power(h(i, 40), 1.1))::int as a from generate_series(1, 10500) as i
), alive as (
  select raw.*, n.species, o.home_practice_id as home, o.id as oid, o.country, greatest(n.registered_on, date '2025-01-02') as f, least(coalesce(n.died_on, '2099-01-01'), coalesce(o.left_on, date '2099-01-01'), date '2026-12-12') as t from raw join clinic.animals n on n.id = raw.a join clinic.owners o on o.id = n.owner_id
), dayed as (
  select *, f + floor((t - f + 1) * h(i, 42))::int as d0 from alive where t >= f and h(i, 41) < (t - f + 1) / 710.0 + 0.05
), worked as (
  select *, case when extract(dow from d0) = 0 and h(i, 43) > 0.12 then d0 + 1 + floor(4 * h(i, 44))::int else d0 end as day from dayed where d0 <= '2026-11-20' or h(i, 45) < 0.35
), placed as (
  select *, case when home is null or h(i, 46) < 0.07 then case country when 'SE' then (array[7, 8, 7])[1 + floor(3 * h(i, 47))::int] else (array[1, 2, 4, 3])[1 + floor(4 * h(i, 47))::int] end when home = 10 and day > '2026-03-31' then 1 else home end as p from worked
), chosen as (
  select *, case when h(i, 48) < 0.4 then 'consultation' when h(i, 48) < 0.62 then 'vaccination' when h(i, 48) < 0.75 then 'check_up' when h(i, 48) < 0.86 then 'surgery' when h(i, 48) < 0.93 then 'dental' else 'emergency' end as kind from placed
), stated as (
  select *, case when day > '2026-11-20' then case when h(i, 49) < 0.06 then 'cancelled' else 'booked' end when kind = 'emergency' then 'completed' when h(i, 49) < 0.075 then 'cancelled' when h(i, 49) < 0.125 + case when extract(month from day) = 7 then 0.04 else 0 end then 'no_show' else 'completed' end as state,
    case when kind = 'emergency' then pick(h(i, 50), 'phone', 'phone', 'walk_in') else pick(h(i, 50), 'phone', 'phone', 'phone', 'app', 'app', 'web', 'web', 'desk') end as via, case when kind = 'emergency' then 0 else floor(24 * power(h(i, 51), 1.6))::int end as lead,
    (day + case when kind = 'emergency' then time '06:30' + interval '15 minutes' * floor(64 * h(i, 52)) else time '08:00' + interval '15 minutes' * floor(37 * h(i, 52)) end) at time zone 'Europe/Copenhagen' as at
  from chosen
)
insert into clinic.appointments
select row_number() over (order by at, i), 'AP' || lpad((row_number() over (order by at, i))::text, 5, '0'), a, p, v.id, case when state = 'completed' and h(i, 55) < 0.08 then coalesce(w.id, v.id) when state = 'completed' then v.id end, kind, via, state,
  case when kind = 'emergency' then at - interval '1 minute' * (20 + floor(200 * h(i, 56))) else least((day - lead + time '07:30' + interval '1 minute' * floor(700 * h(i, 56))) at time zone 'Europe/Copenhagen', at - interval '50 minutes', timestamptz '2026-11-20 18:00+00') end, at,
  case when state = 'completed' and h(i, 57) > 0.05 then greatest(0, round(-4 + 38 * power(h(i, 58), 1.7) + case when p in (1, 7) then 6 else 0 end - case when kind = 'emergency' then 9 else 0 end))::int end,
  case when state = 'cancelled' and h(i, 59) > 0.18 then pick(h(i, 60), 'owner_ill', 'no_time', 'no_time', 'animal_better', 'vet_absent', 'went_elsewhere') end, kind = 'emergency' or h(i, 61) < 0.05, case when h(i, 62) < 0.012 then (day + time '17:20') at time zone 'Europe/Copenhagen' end
from stated cross join lateral (select e.id from org.employees e where e.job = 'vet' and e.practice_id = p and day between e.hired_on and coalesce(e.left_on, '2099-01-01') order by h(e.id * 100000 + i, 53) limit 1) as v
left join lateral (select e.id from org.employees e where e.job = 'vet' and e.practice_id = p and e.id <> v.id and day between e.hired_on and coalesce(e.left_on, '2099-01-01') order by h(e.id * 100000 + i, 54) limit 1) as w on true
where p <> 9 or day >= '2025-06-02';

create table clinic.treatments (
  id bigint primary key, appointment_id bigint not null references clinic.appointments, line_no int not null, name text not null, category text, performed_by_id bigint not null references org.employees, nurse_id bigint references org.employees, done_on date not null, fee_ore int not null, discount_percent numeric(4,1) not null, minutes int not null, is_void boolean not null,
  unique (appointment_id, line_no)
);
with kinds (kind, pos, what, grp, fee, mins) as (values
  ('consultation', 1, 'Consultation', 'consultation', 595, 20), ('consultation', 2, 'Ear Flush', 'care', 340, 15), ('consultation', 3, 'X-Ray', 'imaging', 1250, 30), ('consultation', 4, 'Ultrasound', 'imaging', 1480, 35), ('consultation', 5, 'Wound Care', 'care', 460, 20),
  ('vaccination', 1, 'Health Check', 'consultation', 390, 15), ('vaccination', 2, 'Nail Trim', 'care', 145, 10), ('vaccination', 3, 'Microchipping', 'care', 420, 10), ('vaccination', 4, 'Weight Advice', null, 0, 15), ('vaccination', 5, 'Nail Trim', 'care', 145, 10),
  ('check_up', 1, 'Follow-Up', 'consultation', 320, 15), ('check_up', 2, 'Bandage Change', 'care', 210, 15), ('check_up', 3, 'X-Ray', 'imaging', 1250, 30), ('check_up', 4, 'Weight Advice', null, 0, 15), ('check_up', 5, 'Laser Therapy', 'care', 480, 25),
  ('surgery', 1, 'Neutering', 'surgery', 2650, 60), ('surgery', 2, 'Lump Removal', 'surgery', 4350, 75), ('surgery', 3, 'Cruciate Repair', 'surgery', 14800, 150), ('surgery', 4, 'Hospital Day', 'hospital', 1650, 240), ('surgery', 5, 'Anaesthesia', 'surgery', 1190, 45),
  ('dental', 1, 'Dental Cleaning', 'dental', 2480, 50), ('dental', 2, 'Tooth Extraction', 'dental', 1320, 35), ('dental', 3, 'Anaesthesia', 'surgery', 1190, 45), ('dental', 4, 'Dental X-Ray', 'imaging', 780, 20), ('dental', 5, 'Tooth Extraction', 'dental', 1320, 35),
  ('emergency', 1, 'Emergency Consultation', 'consultation', 1450, 30), ('emergency', 2, 'Infusion', 'hospital', 890, 60), ('emergency', 3, 'Hospital Day', 'hospital', 1650, 240), ('emergency', 4, 'Wound Care', 'care', 460, 20), ('emergency', 5, 'Euthanasia', 'care', 1180, 40)
), chosen as (
  select a.*, n, a.id * 10 + n as k, case when n = 1 and a.kind <> 'surgery' then 1 when n = 1 then 1 + floor(3 * power(h(a.id, 72), 1.8))::int else 2 + floor(4 * h(a.id * 10 + n, 73))::int end as pos from clinic.appointments a cross join generate_series(1, 3) as n where a.status = 'completed' and n <= 1 + floor(2.6 * power(h(a.id, 71), 1.3))::int
)
insert into clinic.treatments
select k, c.id, n, what, grp, seen_by_id, case when grp in ('surgery', 'dental', 'hospital') and h(k, 74) > 0.1 or h(k, 74) > 0.8 then nu.id end, (starts_at at time zone 'Europe/Copenhagen')::date + case when what in ('Hospital Day', 'Cruciate Repair') then 1 else 0 end,
  round(fee * case when starts_at >= '2026-01-01' then 1.05 else 1 end)::int * 100, case when h(k, 75) < 0.14 then 10 when h(k, 75) < 0.18 then 20 else 0 end, greatest(5, round(mins * (0.7 + 0.7 * h(k, 76))))::int, deleted_at is not null
from chosen c join kinds t on t.kind = c.kind and t.pos = c.pos
left join lateral (select e.id from org.employees e where e.job = 'nurse' and e.practice_id = c.practice_id and (starts_at at time zone 'Europe/Copenhagen')::date between e.hired_on and coalesce(e.left_on, '2099-01-01') order by h(e.id * 100000 + c.id, 77) limit 1) as nu on true;
update clinic.treatments set done_on = '2026-11-20' where done_on > '2026-11-20';

-- ---------------------------------------------------------------- vaccinations, prescriptions, lab tests
create table clinic.vaccinations (id bigint primary key, animal_id bigint not null references clinic.animals, practice_id bigint not null references org.practices, vet_id bigint not null references org.employees, vaccine text not null, batch text, given_on date not null, due_on date, renewed_on date);
insert into clinic.vaccinations
select row_number() over (order by starts_at, a.id), animal_id, practice_id, seen_by_id, x.vaccine, case when h(a.id, 81) > 0.04 then 'V' || 1000 + floor(90 * h(a.id, 82))::int end, (starts_at at time zone 'Europe/Copenhagen')::date, case when h(a.id, 83) > 0.03 then (starts_at at time zone 'Europe/Copenhagen')::date + case x.vaccine when 'Rabies' then 1095 when 'Kennel Cough' then 182 else 365 end end, null
from clinic.appointments a join clinic.animals n on n.id = a.animal_id cross join lateral (select case n.species when 'dog' then pick(h(a.id, 84), 'DHP', 'DHP', 'Leptospirosis', 'Leptospirosis', 'Rabies', 'Kennel Cough') when 'cat' then pick(h(a.id, 84), 'Cat Flu', 'Cat Flu', 'Panleukopenia', 'Rabies') when 'rabbit' then 'Myxomatosis' end as vaccine) as x
where a.kind = 'vaccination' and a.status = 'completed' and a.deleted_at is null and x.vaccine is not null;
update clinic.vaccinations set renewed_on = due_on - 20 + floor(70 * h(id, 86))::int where due_on is not null and due_on - 20 <= '2026-11-20' and h(id, 85) < 0.64;
update clinic.vaccinations set renewed_on = null where renewed_on > '2026-11-20';

create table pharmacy.medicines (id bigint primary key, code text not null unique, name text not null unique, kind text not null, supplier text, is_controlled boolean not null, cost_ore int not null, is_active boolean not null);
insert into pharmacy.medicines values
  (1, 'M-01', 'Amoxicillin', 'antibiotic', 'Nordvet', false, 4200, true), (2, 'M-02', 'Cefalexin', 'antibiotic', 'Nordvet', false, 6800, true), (3, 'M-03', 'Doxycycline', 'antibiotic', 'Zoovita', false, 5100, true), (4, 'M-04', 'Metronidazole', 'antibiotic', 'Zoovita', false, 3900, true),
  (5, 'M-05', 'Meloxicam', 'painkiller', 'Nordvet', false, 7400, true), (6, 'M-06', 'Carprofen', 'painkiller', 'Zoovita', false, 8900, true), (7, 'M-07', 'Gabapentin', 'painkiller', 'Medidyr', false, 6100, true), (8, 'M-08', 'Tramadol', 'painkiller', 'Medidyr', true, 5500, true), (9, 'M-09', 'Methadone', 'painkiller', 'Medidyr', true, 14800, true),
  (10, 'M-10', 'Ketamine', 'anaesthetic', 'Medidyr', true, 12600, true), (11, 'M-11', 'Propofol', 'anaesthetic', 'Medidyr', false, 9800, true), (12, 'M-12', 'Isoflurane', 'anaesthetic', 'Nordvet', false, 38500, true), (13, 'M-13', 'Fluralaner', 'parasite', 'Zoovita', false, 16900, true), (14, 'M-14', 'Selamectin', 'parasite', 'Zoovita', false, 9400, true),
  (15, 'M-15', 'Milbemycin', 'parasite', 'Nordvet', false, 7700, true), (16, 'M-16', 'Pimobendan', 'heart', 'Nordvet', false, 21500, true), (17, 'M-17', 'Furosemide', 'heart', null, false, 2900, true), (18, 'M-18', 'Insulin', 'hormone', 'Medidyr', false, 18300, true), (19, 'M-19', 'Thyroxine', 'hormone', 'Nordvet', false, 8600, true),
  (20, 'M-20', 'Prednisolone', 'steroid', null, false, 2400, true), (21, 'M-21', 'Oclacitinib', 'allergy', 'Zoovita', false, 26400, true), (22, 'M-22', 'Chlorhexidine', 'care', 'Nordvet', false, 3100, true), (23, 'M-23', 'Pentobarbital', 'anaesthetic', 'Medidyr', true, 11200, true), (24, 'M-24', 'Enrofloxacin', 'antibiotic', 'Zoovita', false, 7900, false);

create table pharmacy.prescriptions (id bigint primary key, prescription_no text not null unique, animal_id bigint not null references clinic.animals, practice_id bigint not null references org.practices, vet_id bigint not null references org.employees, medicine_id bigint not null references pharmacy.medicines, status text not null, prescribed_at timestamptz not null, dispensed_on date, days int, packs int not null, is_repeat boolean not null);
insert into pharmacy.prescriptions
select row_number() over (order by starts_at, a.id), 'RX' || lpad((row_number() over (order by starts_at, a.id))::text, 5, '0'), animal_id, practice_id, seen_by_id, m.id, s.state, starts_at + interval '25 minutes', case when s.state = 'dispensed' then (starts_at at time zone 'Europe/Copenhagen')::date + floor(5 * power(h(a.id, 94), 3))::int end, case when h(a.id, 95) > 0.06 then (array[5, 7, 7, 10, 14, 28, 30, 90])[1 + floor(8 * h(a.id, 96))::int] end, 1 + floor(3 * power(h(a.id, 97), 2))::int, h(a.id, 98) < 0.22
from clinic.appointments a cross join lateral (select (array[1, 1, 2, 3, 4, 5, 5, 5, 6, 6, 7, 8, 13, 13, 14, 15, 16, 17, 18, 19, 20, 20, 21, 22])[1 + floor(24 * h(a.id, 91))::int] as id) as m
cross join lateral (select case when h(a.id, 92) < 0.02 then 'cancelled' when h(a.id, 92) < 0.1 then case when starts_at < '2026-09-01' then 'expired' else 'open' end else 'dispensed' end as state) as s
where a.status = 'completed' and a.deleted_at is null and h(a.id, 90) < case a.kind when 'vaccination' then 0.1 when 'surgery' then 0.75 when 'emergency' then 0.6 else 0.45 end;
update pharmacy.prescriptions set dispensed_on = '2026-11-20' where dispensed_on > '2026-11-20';

-- Counted on Monday mornings.
create table pharmacy.stock_counts (medicine_id bigint not null references pharmacy.medicines, practice_id bigint not null references org.practices, counted_on date not null, packs int not null, minimum int, expired int not null, primary key (medicine_id, practice_id, counted_on));
insert into pharmacy.stock_counts
select m.id, p.id, d::date, x.qty, case when m.id % 6 <> 5 then case when m.cost_ore > 11000 then 6 else 14 end end, case when h(x.k, 102) < 0.07 then 1 + floor(4 * h(x.k, 103))::int else 0 end
from pharmacy.medicines m cross join org.practices p cross join generate_series(timestamp '2025-06-02', timestamp '2026-11-16', interval '7 days') as d
cross join lateral (select m.id * 10000000 + p.id * 100000 + (d::date - date '2025-01-01') as k, floor((case when m.cost_ore > 11000 then 16 else 38 end) * (0.15 + 1.3 * h(m.id * 10000000 + p.id * 100000 + (d::date - date '2025-01-01'), 101)) * case p.kind when 'hospital' then 1.7 else 1 end)::int as qty) as x
where (p.kind = 'hospital' or m.id % 4 <> 2) and d >= p.opened_on and d <= coalesce(p.closed_on, timestamp '2099-01-01') and (m.id <> 24 or d < timestamp '2026-06-01');

create table clinic.lab_tests (id bigint primary key, test_no text not null unique, animal_id bigint not null references clinic.animals, practice_id bigint not null references org.practices, ordered_by_id bigint not null references org.employees, panel text not null, lab text not null, status text not null, sampled_at timestamptz not null, reported_at timestamptz, result text, cost_ore int not null);
with raw as (
  select a.*, case when h(a.id, 112) < 0.4 then 'blood' when h(a.id, 112) < 0.62 then 'urine' when h(a.id, 112) < 0.78 then 'faeces' when h(a.id, 112) < 0.9 then 'cytology' else 'biopsy' end as panel from clinic.appointments a where a.status = 'completed' and a.deleted_at is null and a.kind <> 'vaccination' and h(a.id, 111) < 0.36
), labbed as (
  select *, case when panel = 'biopsy' or panel = 'cytology' and h(id, 113) < 0.7 then pick(h(id, 114), 'Vetlab Nord', 'Vetlab Nord', 'Scandiag') when practice_id in (1, 4, 7) or h(id, 113) < 0.35 then 'in_house' else pick(h(id, 114), 'Vetlab Nord', 'Vetlab Nord', 'Scandiag') end as where_to, starts_at + interval '1 minute' * (10 + floor(50 * h(id, 115))) as at from raw
), timed as (
  select *, at + interval '1 minute' * round(case where_to when 'in_house' then 25 + 240 * power(h(id, 116), 2) when 'Scandiag' then 1500 + 7500 * power(h(id, 116), 1.5) else 900 + 5200 * power(h(id, 116), 1.7) end + case panel when 'biopsy' then 4300 else 0 end) as back from labbed
)
insert into clinic.lab_tests
select row_number() over (order by at, id), 'LT' || lpad((row_number() over (order by at, id))::text, 5, '0'), animal_id, practice_id, seen_by_id, panel, where_to, s.state, at, case when s.state = 'reported' then back end, case when s.state = 'reported' then case when h(id, 118) < 0.6 then 'normal' when h(id, 118) < 0.93 then 'abnormal' else 'inconclusive' end end, round((case panel when 'blood' then 240 when 'urine' then 130 when 'faeces' then 155 when 'cytology' then 480 else 920 end) * case where_to when 'in_house' then 0.6 when 'Scandiag' then 1.15 else 1 end)::int * 100
from timed cross join lateral (select case when h(id, 117) < 0.02 then 'spoiled' when back > '2026-11-20 19:00+00' then 'waiting' else 'reported' end as state) as s;

-- ---------------------------------------------------------------- invoices
create table fin.invoices (id bigint primary key, invoice_no text not null unique, owner_id bigint not null references clinic.owners, practice_id bigint not null references org.practices, status text not null, currency text not null, issued_on date not null, due_on date not null, paid_on date, payment_method text, insurer text, net_ore bigint not null, vat_ore bigint not null, insured_ore bigint not null, reminders int not null);
with sums as (
  select a.id, n.owner_id, n.insurer, a.practice_id, max(t.done_on) as day, sum(t.fee_ore * (100 - t.discount_percent) / 100) as dkk, p.country from clinic.appointments a join clinic.treatments t on t.appointment_id = a.id join clinic.animals n on n.id = a.animal_id join org.practices p on p.id = a.practice_id where a.deleted_at is null group by 1, 2, 3, 4, p.country having sum(t.fee_ore) > 0
), made as (
  select row_number() over (order by day, id) as i, *, round(dkk * case country when 'SE' then 1.52 else 1 end)::bigint as net, case country when 'SE' then 'SEK' else 'DKK' end as cur, case when h(id, 121) < 0.62 then 0 else 14 end as terms from sums
), settled as (
  select *, case when terms = 0 then day else day + 2 + floor(16 * power(h(i, 122), 0.8))::int + case when h(i, 123) < 0.16 then floor(60 * h(i, 124))::int else 0 end end as pay, case when h(i, 125) < 0.012 then 'void' when day >= '2026-11-19' and h(i, 125) < 0.1 then 'draft' when h(i, 125) > 0.988 and day < '2026-07-01' then 'written_off' else 'sent' end as state from made
)
insert into fin.invoices
select i, 'FP' || lpad(i::text, 5, '0'), owner_id, practice_id, case when f.ok then 'paid' else state end, cur, day, day + terms, case when f.ok then pay end, case when f.ok then case when terms = 0 then pick(h(i, 127), 'card', 'card', 'card', 'mobile', 'mobile', 'cash') when insurer is not null and h(i, 128) < 0.3 then 'insurer' else pick(h(i, 127), 'transfer', 'transfer', 'mobile', 'instalments') end end,
  case when h(i, 129) < 0.6 and net > 100000 then insurer end, net, net / 4, case when h(i, 129) < 0.6 and net > 100000 and insurer is not null then round(net * 1.25 * (0.3 + 0.5 * h(i, 130)))::bigint else 0 end, case when state <> 'void' and pay > day + terms + 7 then 1 + floor(3 * h(i, 131))::int else 0 end
from settled cross join lateral (select state = 'sent' and pay <= '2026-11-20' and h(i, 126) > 0.02 as ok) as f;

-- ---------------------------------------------------------------- health plan
create table care_plan.memberships (id bigint primary key, membership_no text not null unique, animal_id bigint not null references clinic.animals, tier text not null, sold_at_id bigint references org.practices, sold_by_id bigint references org.employees, monthly_fee_ore int not null, is_yearly boolean not null, started_on date not null, ended_on date, end_reason text);
with raw as (
  select n.*, o.home_practice_id as home, o.left_on, greatest(n.registered_on, date '2024-02-01') as f from clinic.animals n join clinic.owners o on o.id = n.owner_id where not n.is_mistake and n.species in ('dog', 'cat', 'rabbit') and h(n.id, 141) < 0.46 and n.registered_on < '2026-11-01'
), begun as (
  select *, f + floor((date '2026-11-18' - f) * power(h(id, 142), 1.1))::int as begin from raw
), ended as (
  select *, case when h(id, 143) < 0.4 and begin < '2026-08-01' then begin + 60 + floor(500 * h(id, 144))::int end as stop from begun where begin < coalesce(died_on, '2099-01-01') and begin < coalesce(left_on, '2099-01-01')
), cut as (
  select *, nullif(least(coalesce(stop, '2099-01-01'), coalesce(died_on, '2099-01-01'), coalesce(left_on, '2099-01-01')), date '2099-01-01') as finish from ended
)
insert into care_plan.memberships
select row_number() over (order by begin, id), 'PC' || lpad((row_number() over (order by begin, id))::text, 4, '0'), id, tier, case when h(id, 146) > 0.22 then case when home = 10 and begin > '2026-03-31' then 1 when home = 9 and begin < '2025-06-02' then 8 else home end end, null, round(case tier when 'essential' then 89 when 'complete' then 149 else 199 end * case when species = 'dog' then 1 else 0.8 end)::int * 100, h(id, 148) < 0.3, begin, case when finish <= '2026-11-20' then finish end,
  case when finish <= '2026-11-20' then case when finish = died_on then 'animal_died' when h(id, 149) < 0.15 then null else pick(h(id, 150), 'too_expensive', 'too_expensive', 'moved', 'not_used', 'not_used', 'other_vet') end end
from cut cross join lateral (select case when h(id, 145) < 0.5 then 'essential' when h(id, 145) < 0.83 then 'complete' else 'senior' end as tier) as x;
update care_plan.memberships m set sold_by_id = (select e.id from org.employees e where e.practice_id = m.sold_at_id and e.job in ('nurse', 'receptionist', 'vet') and m.started_on between e.hired_on and coalesce(e.left_on, '2099-01-01') order by h(e.id * 10000 + m.id, 151) limit 1) where sold_at_id is not null and h(id, 152) > 0.08;

-- Written on the last day of a month for who is in the plan then.
create table care_plan.membership_months (membership_id bigint not null references care_plan.memberships, month_end date not null, fee_ore int not null, is_overdue boolean not null, primary key (membership_id, month_end));
insert into care_plan.membership_months
select m.id, e.d, case when m.tier = 'complete' and e.d < '2026-01-31' then m.monthly_fee_ore - 1000 else m.monthly_fee_ore end, h(m.id * 1000 + (e.d - date '2024-01-01') / 28, 153) < 0.035
from care_plan.memberships m cross join (select (d + interval '1 month' - interval '1 day')::date as d from generate_series(timestamp '2025-01-01', timestamp '2026-10-01', interval '1 month') as d) as e where m.started_on <= e.d and coalesce(m.ended_on, '2099-01-01') > e.d;

-- ---------------------------------------------------------------- shop
create table shop.products (id bigint primary key, sku text not null unique, name text not null unique, brand text not null, category text, species text, pack_kg numeric(5,2), price_ore int not null, cost_ore int not null, is_diet boolean not null, is_grain_free boolean not null, launched_on date not null, discontinued_on date);
insert into shop.products values
  (1, 'DF-01', 'Adult Chicken Dry', 'Fjordpaw', 'dry_food', 'dog', 12, 54900, 29500, false, false, '2019-03-01', null), (2, 'DF-02', 'Puppy Salmon Dry', 'Fjordpaw', 'dry_food', 'dog', 6, 34900, 18800, false, true, '2019-03-01', null), (3, 'DF-03', 'Senior Light Dry', 'Fjordpaw', 'dry_food', 'dog', 12, 58900, 32400, false, false, '2020-05-11', null),
  (4, 'DF-04', 'Renal Care Dog', 'Vetisan', 'dry_food', 'dog', 8, 69900, 47800, true, false, '2019-03-01', null), (5, 'DF-05', 'Gastro Care Dog', 'Vetisan', 'dry_food', 'dog', 8, 67900, 46100, true, false, '2019-03-01', null), (6, 'DF-06', 'Hypoallergenic Lamb', 'Vetisan', 'dry_food', 'dog', 8, 72900, 49900, true, true, '2021-02-08', null),
  (7, 'CF-01', 'Indoor Cat Dry', 'Fjordpaw', 'dry_food', 'cat', 4, 27900, 14200, false, false, '2019-03-01', null), (8, 'CF-02', 'Kitten Dry', 'Fjordpaw', 'dry_food', 'cat', 2, 16900, 8700, false, false, '2019-03-01', null), (9, 'CF-03', 'Urinary Care Cat', 'Vetisan', 'dry_food', 'cat', 3.5, 39900, 26900, true, false, '2019-03-01', null), (10, 'CF-04', 'Renal Care Cat', 'Vetisan', 'dry_food', 'cat', 3.5, 41900, 28800, true, false, '2020-01-20', null),
  (11, 'WF-01', 'Beef Stew Cans', 'Hundeliv', 'wet_food', 'dog', 4.8, 22900, 13900, false, false, '2020-08-03', null), (12, 'WF-02', 'Tuna Pouches', 'Mio', 'wet_food', 'cat', 2.04, 15900, 9300, false, true, '2020-08-03', null), (13, 'WF-03', 'Chicken Pouches', 'Mio', 'wet_food', 'cat', 2.04, 14900, 8900, false, false, '2020-08-03', null), (14, 'WF-04', 'Recovery Mousse', 'Vetisan', 'wet_food', null, 1.2, 18900, 12700, true, false, '2022-03-14', null),
  (15, 'TR-01', 'Dental Sticks', 'Fjordpaw', 'treats', 'dog', 0.5, 8900, 3600, false, false, '2019-09-02', null), (16, 'TR-02', 'Cod Skin Chews', 'Hundeliv', 'treats', 'dog', 0.25, 7900, 3900, false, true, '2021-06-07', null), (17, 'TR-03', 'Catnip Bites', 'Mio', 'treats', 'cat', 0.1, 3900, 1600, false, false, '2021-06-07', null), (18, 'PA-01', 'Flea Collar', 'Zoovita', 'parasite_care', null, null, 24900, 15100, false, false, '2019-03-01', null),
  (19, 'PA-02', 'Tick Drops', 'Zoovita', 'parasite_care', 'dog', null, 19900, 11800, false, false, '2019-03-01', null), (20, 'AC-01', 'Cone Collar', 'Fjordpaw', 'accessories', null, null, 11900, 4400, false, false, '2022-10-03', null), (21, 'AC-02', 'Cooling Mat', 'Hundeliv', 'accessories', 'dog', null, 29900, 15400, false, false, '2024-05-06', null), (22, 'AC-03', 'Travel Crate', 'Hundeliv', 'accessories', null, null, 64900, 41200, false, false, '2020-08-03', null),
  (23, 'RF-01', 'Timothy Hay', 'Engvang', 'dry_food', 'rabbit', 3, 12900, 6100, false, true, '2021-04-12', null), (24, 'RF-02', 'Rabbit Pellets', 'Engvang', 'dry_food', 'rabbit', 2.5, 9900, 5200, false, false, '2021-04-12', null), (25, 'AC-04', 'Cat Fountain', 'Mio', 'accessories', 'cat', null, 34900, 20600, false, false, '2020-08-03', '2026-04-30'), (26, 'XX-01', 'Calming Spray', 'Zoovita', null, null, null, 16900, 8300, false, false, '2026-02-09', null), (27, 'TR-04', 'Advent Calendar', 'Fjordpaw', 'treats', null, 0.3, 14900, 6600, false, false, '2026-11-16', null);

create table shop.orders (
  id bigint primary key, order_no text not null unique, owner_id bigint not null references clinic.owners, channel text not null, status text not null, pickup_practice_id bigint references org.practices, recommended_by_id bigint references org.employees, carrier text, placed_at timestamptz not null, shipped_on date, delivered_on date, shipping_ore int not null, is_subscription boolean not null, deleted_at timestamptz
);
with raw as (
  select i, 1 + floor(1500 * power(h(i, 161), 1.4))::int as o from generate_series(1, 6400) as i
), dayed as (
  select raw.i, w.*, greatest(w.registered_on, date '2025-01-02') as f, least(coalesce(w.left_on, date '2099-01-01'), date '2026-11-20') as t from raw join clinic.owners w on w.id = raw.o
), placed as (
  select *, f + floor((t - f + 1) * power(h(i, 163), 0.9))::int as day from dayed where t >= f and h(i, 162) < (t - f + 1) / 690.0
), stated as (
  select *, (day + time '06:10' + interval '1 minute' * floor(1060 * h(i, 164))) at time zone 'Europe/Copenhagen' as at, day + 1 + floor(3 * power(h(i, 165), 2))::int as ship, h(i, 166) < 0.17 as pick, h(i, 167) as r from placed
), sent as (
  select *, ship + 1 + floor(5 * power(h(i, 168), 1.8))::int + case when country = 'SE' then 1 else 0 end as arrive from stated
)
insert into shop.orders
select i, 'S' || lpad(i::text, 5, '0'), id, x.channel, case when r < 0.012 then 'basket' when r < 0.05 then 'cancelled' when ship > '2026-11-20' then 'placed' when arrive > '2026-11-20' then 'shipped' else 'delivered' end, case when pick then case when coalesce(home_practice_id, 1) = 10 and day > '2026-03-01' then 1 else coalesce(home_practice_id, 1) end end,
  null, case when not pick and r >= 0.05 then pick(h(i, 170), 'PostNord', 'PostNord', 'DAO', 'Bring') end, at, case when r >= 0.05 and ship <= '2026-11-20' then ship end, case when r >= 0.05 and arrive <= '2026-11-20' then arrive end, case when pick then 0 when h(i, 171) < 0.45 then 0 else 4900 end, x.channel = 'repeat', case when h(i, 172) < 0.01 then (day + time '14:00') at time zone 'Europe/Copenhagen' end
from sent cross join lateral (select pick(h(i, 169), 'web', 'web', 'web', 'app', 'app', 'repeat', 'repeat', 'practice') as channel) as x;

create table shop.order_lines (id bigint primary key, order_id bigint not null references shop.orders, line_no int not null, product_id bigint not null references shop.products, quantity int not null, returned_qty int not null, price_ore int not null, discount_percent numeric(4,1) not null, cost_ore int not null, is_void boolean not null, unique (order_id, line_no));
with raw as (
  select o.*, n, o.id * 10 + n as k, 1 + (floor(26 * power(h(o.id, 181), 1.1))::int + 7 * (n - 1)) % 26 as product from shop.orders o cross join generate_series(1, 4) as n where n <= 1 + floor(3.6 * power(h(o.id, 180), 1.4))::int
)
insert into shop.order_lines
select k, r.id, row_number() over (partition by r.id order by n), product, q.qty, case when status = 'delivered' and h(k, 184) < 0.035 then 1 + floor((q.qty - 1) * h(k, 185))::int else 0 end, round(price_ore * case when placed_at >= '2026-03-01' then 1.03 else 1 end)::int, case when is_subscription then 10 when h(k, 183) < 0.09 then 15 else 0 end, cost_ore, status = 'basket' or deleted_at is not null
from raw r join shop.products p on p.id = r.product cross join lateral (select 1 + floor((case when price_ore < 20000 then 4 else 2.2 end) * power(h(k, 182), 2))::int as qty) as q where (placed_at at time zone 'Europe/Copenhagen')::date between p.launched_on and coalesce(p.discontinued_on, '2099-01-01');
delete from shop.orders o where not exists (select from shop.order_lines l where l.order_id = o.id);
update shop.orders o set recommended_by_id = (select e.id from org.employees e join clinic.owners w on w.id = o.owner_id where e.job = 'vet' and e.practice_id = coalesce(w.home_practice_id, 1) and (o.placed_at at time zone 'Europe/Copenhagen')::date between e.hired_on and coalesce(e.left_on, '2099-01-01') order by h(e.id * 10000 + o.id, 186) limit 1) where h(id, 187) < 0.2;

-- ---------------------------------------------------------------- reviews
create table clinic.reviews (id bigint primary key, review_no text not null unique, site text not null, owner_id bigint references clinic.owners, practice_id bigint references org.practices, vet_id bigint references org.employees, product_id bigint references shop.products, stars int not null, topic text, written_at timestamptz not null, answered_on date, is_spam boolean not null);
with raw as (
  select i, h(i, 191) < 0.66 as clinical, date '2025-01-03' + floor(687 * h(i, 192))::int as day from generate_series(1, 1500) as i
), visits as (
  select raw.*, a.practice_id, a.seen_by_id, n.owner_id, (raw.day + time '07:00' + interval '1 minute' * floor(960 * h(i, 194))) at time zone 'Europe/Copenhagen' as at from raw join lateral (select * from clinic.appointments where id = 1 + floor((day - date '2025-01-02') * 7000.0 / 688 * 0.9 * h(i, 193))::int) as a on a.status = 'completed' join clinic.animals n on n.id = a.animal_id where clinical and a.starts_at < day + time '06:00'
), orders as (
  select raw.*, l.product_id, o.owner_id, (raw.day + time '07:00' + interval '1 minute' * floor(960 * h(i, 194))) at time zone 'Europe/Copenhagen' as at from raw join shop.orders o on o.id = 1 + floor(6400 * h(i, 193))::int join shop.order_lines l on l.order_id = o.id and l.line_no = 1 where not clinical and o.status = 'delivered' and o.delivered_on < day
), both_kinds as (
  select i, at, owner_id, practice_id, case when h(i, 195) < 0.4 then seen_by_id end as vet, null::bigint as product, case when h(i, 196) < 0.8 then 'google' else 'trustpilot' end as site from visits
  union all select i, at, owner_id, null, null, case when h(i, 196) < 0.85 then product_id end, case when h(i, 196) < 0.7 then 'shop' else 'trustpilot' end from orders
)
insert into clinic.reviews
select row_number() over (order by at, i), 'RV' || lpad((row_number() over (order by at, i))::text, 4, '0'), site, case when h(i, 197) > 0.12 then owner_id end, practice_id, vet, product, s.n, case when h(i, 199) < 0.1 then null when practice_id is not null then pick(h(i, 200), 'kindness', 'kindness', 'waiting', 'price', 'care', 'care') else pick(h(i, 200), 'delivery', 'delivery', 'quality', 'price', 'website') end, at,
  case when h(i, 201) < case when s.n <= 2 then 0.75 else 0.35 end then case when (at at time zone 'Europe/Copenhagen')::date + floor(12 * h(i, 202))::int <= '2026-11-20' then (at at time zone 'Europe/Copenhagen')::date + floor(12 * h(i, 202))::int end end, h(i, 203) < 0.03
from both_kinds cross join lateral (select case when h(i, 198) < 0.07 then 1 when h(i, 198) < 0.13 then 2 when h(i, 198) < 0.23 then 3 when h(i, 198) < 0.5 then 4 else 5 end as n) as s;

set session_replication_role = origin;
