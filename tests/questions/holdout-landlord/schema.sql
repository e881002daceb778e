-- Sundhus, a company that lets and manages flats and shops for many owners in Denmark and Sweden, as it stands on 2026-11-21: a hold-out set's warehouse. Written by
-- hand, made of nothing but generate_series and a hash of ids, so that every run gives the same rows. Times are local to Europe/Copenhagen; rents, payments, deposits and
-- payouts are in cents of the building's currency (DKK or SEK), the cost of repairs is in cents DKK (Swedish bills are converted when they are booked).
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema hr;
create schema prop;
create schema letting;
create schema fin;
create schema upkeep;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- offices and people
create table hr.offices (id bigint primary key, name text not null unique, country text not null, opened_on date not null);
insert into hr.offices values (1, 'Copenhagen', 'DK', '2009-04-01'), (2, 'Aarhus', 'DK', '2014-08-18'), (3, 'Malmö', 'SE', '2016-02-01'), (4, 'Helsingborg', 'SE', '2022-09-05');

create table hr.employees (id bigint primary key, name text not null unique, job text not null, office_id bigint references hr.offices, manager_id bigint references hr.employees, hired_on date not null, left_on date, hours_per_week numeric(4,1) not null);
insert into hr.employees
select i, (array['Anders', 'Birgit', 'Camilla', 'Ditte', 'Emil', 'Freja', 'Gustav', 'Henrik', 'Ida', 'Jonas', 'Karin', 'Lars', 'Mette'])[1 + i % 13] || ' ' || (array['Holm', 'Lind', 'Bager', 'Nyberg', 'Krogh', 'Sand', 'Dahl', 'Ek', 'Friis', 'Winther', 'Berg'])[1 + i % 11],
  case when i = 1 then 'director' when i <= 5 then 'office_manager' when i <= 17 then 'property_manager' when i <= 31 then 'letting_agent' when i <= 46 then 'caretaker' when i <= 52 then 'bookkeeper' else 'service_desk' end,
  case when i = 1 or i between 47 and 58 then null when i <= 5 then i - 1 when i % 9 < 4 then 1 when i % 9 < 6 then 2 when i % 9 < 8 then 3 else 4 end,
  null, date '2010-02-01' + floor(5200 * power(h(i, 1), 0.7))::int, null, case when h(i, 2) < 0.7 then 37 when h(i, 2) < 0.9 then 30 else 18.5 end
from generate_series(1, 58) as i;
update hr.employees set manager_id = case when id = 1 then null when id <= 5 or id >= 47 then 1 else 1 + office_id end;
update hr.employees set left_on = date '2025-02-10' + floor(620 * h(id, 4))::int where id > 17 and id not in (47, 53) and h(id, 3) < 0.15 and hired_on < '2024-01-01';

-- ---------------------------------------------------------------- owners, buildings, units
create table prop.owners (id bigint primary key, owner_no text not null unique, name text not null unique, kind text not null, country text not null, account_manager_id bigint references hr.employees, fee_percent numeric(4,2) not null, since date not null, left_on date, is_test boolean not null);
insert into prop.owners
select i, 'O' || lpad(i::text, 3, '0'),
  case when i > 34 then 'TEST owner ' || i when k = 'private' then (array['Asta', 'Bo', 'Cecilie', 'Dag', 'Ellen', 'Finn', 'Greta'])[1 + i % 7] || ' ' || (array['Aagaard', 'Blom', 'Carlsen', 'Dreyer', 'Engdahl', 'Frost', 'Grip', 'Hald', 'Iversen'])[1 + i % 9]
    when k = 'company' then (array['Nordlys', 'Havnefront', 'Kastanje', 'Tegl & Skifer', 'Ribe', 'Solsiden', 'Gammelgade', 'Vestvold', 'Ekbacken', 'Limhamn', 'Brohus'])[1 + i % 11] || ' ' || (array['Ejendomme', 'Fastigheter', 'Invest', 'Bolig'])[1 + i % 4] else (array['Baltica', 'Skåne', 'Jylland', 'Sund'])[1 + i % 4] || ' Pension' end,
  k, case when h(i, 11) < 0.2 then 'DE' when h(i, 12) < 0.62 then 'DK' else 'SE' end, case when h(i, 13) < 0.12 then null else 6 + floor(12 * h(i, 14))::int end, (array[4, 5, 5, 6, 6.5, 7, 8])[1 + floor(7 * h(i, 15))::int], date '2010-01-01' + floor(5300 * h(i, 16))::int, null, i > 34
from generate_series(1, 36) as i cross join lateral (select case when i % 11 in (3, 8) and i < 40 and i not in (19, 25, 30, 36) then 'pension_fund' when h(i, 10) < 0.5 then 'company' else 'private' end as k) as x;
update prop.owners set left_on = date '2024-06-30' where id = 33;
update prop.owners set left_on = date '2025-12-31' where id = 34;
update prop.owners set left_on = date '2026-03-31' where id = 24;

create table prop.buildings (id bigint primary key, code text not null unique, name text not null unique, city text not null, country text not null, owner_id bigint not null references prop.owners, office_id bigint not null references hr.offices, manager_id bigint not null references hr.employees, caretaker_id bigint references hr.employees, built_year int, energy_class text, has_lift boolean not null, managed_since date not null, managed_until date);
insert into prop.buildings
select i, 'B' || lpad(i::text, 2, '0'), (array['Strandgården', 'Møllehuset', 'Nørreport 14', 'Kanalhus', 'Lindegården', 'Bryggeriet', 'Sankt Jørgen', 'Havnegade 3', 'Fabriken', 'Rosenhuset', 'Parkvej 22', 'Torvehallen', 'Vesterbro 88', 'Åhuset', 'Gasværket', 'Kolonihuset', 'Magasinet', 'Fyrtårnet', 'Ny Toldbod', 'Skovbrynet', 'Kirkebakken', 'Borgergade 5', 'Sundpark', 'Möllan 7', 'Västra Hamnen', 'Lilla Torg 2', 'Slottsparken', 'Kungsgatan 9', 'Tegelbruket', 'Stortorget 1', 'Nyhem', 'Rosengård 40', 'Domkyrkan 3', 'Fågelsången', 'Sofielund', 'Råå Strand', 'Drottninggatan 31', 'Kullagatan 12', 'Bokhandeln', 'Silon'])[i],
  case when i <= 9 then 'Copenhagen' when i <= 13 then 'Frederiksberg' when i <= 19 then 'Aarhus' when i <= 23 then 'Odense' when i <= 31 then 'Malmö' when i <= 35 then 'Lund' else 'Helsingborg' end, case when i <= 23 then 'DK' else 'SE' end,
  case when i <= 32 then 1 + i * 7 % 32 else 1 + i * 5 % 32 end, case when i <= 13 then 1 when i <= 23 then 2 when i <= 35 then 3 else 4 end, 6 + (i * 5) % 12, case when h(i, 22) < 0.15 then null else 32 + (i * 7) % 15 end,
  case when h(i, 23) < 0.08 then null else 1890 + floor(132 * h(i, 24))::int end, case when h(i, 25) < 0.1 then null else pick(h(i, 26), 'A', 'B', 'C', 'C', 'D', 'D', 'E', 'F') end, h(i, 27) < 0.55, date '2015-01-01' + floor(3000 * power(h(i, 28), 0.8))::int, null
from generate_series(1, 40) as i;
update prop.buildings set managed_until = date '2026-03-31' where id = 17;
update prop.buildings set managed_until = date '2025-09-30' where id = 33;
update prop.buildings set managed_since = date '2026-02-01' where id = 31;

create table prop.units (id bigint primary key, unit_no text not null unique, building_id bigint not null references prop.buildings, kind text not null, floor int not null, rooms int, area_m2 int not null, asking_rent_cents bigint not null, is_furnished boolean not null, has_balcony boolean not null, pets_allowed boolean, deleted_at timestamptz);
with n as (
  select b.id as b, g as g, row_number() over (order by b.id, g) as i, country, b.id from prop.buildings b cross join lateral generate_series(1, 7 + floor(9 * h(b.id, 31))::int) as g
), k as (
  select *, case when g <= 1 + b % 2 and h(i, 32) < 0.75 then 'shop' when h(i, 33) < 0.06 then 'office_space' when h(i, 33) < 0.13 then 'parking' else 'flat' end as kind, 1 + floor(5 * power(h(i, 34), 1.2))::int as r from n
), a as (
  select *, case kind when 'flat' then 22 + 19 * r + floor(18 * h(i, 35))::int when 'shop' then 45 + floor(220 * power(h(i, 35), 2))::int when 'parking' then 12 else 60 + floor(200 * h(i, 35))::int end as m2 from k
)
insert into prop.units
select i, 'B' || lpad(b::text, 2, '0') || '-' || lpad(g::text, 2, '0'), b, kind, case when kind = 'shop' then 0 when kind = 'parking' then -1 else g / 3 end, case kind when 'flat' then r end, m2,
  round((case kind when 'parking' then 90000 else 200000 + m2 * (case when b <= 13 then 14500 when b <= 23 then 11000 else 12500 end) * (case kind when 'flat' then 0.8 + 0.3 * h(i, 36) else 1 + 0.7 * h(i, 36) end) end) / 5000)::bigint * 5000,
  kind = 'flat' and h(i, 37) < 0.15, kind = 'flat' and h(i, 38) < 0.5, case when kind = 'flat' and h(i, 39) > 0.1 then h(i, 40) < 0.45 end, case when h(i, 41) < 0.012 then timestamptz '2025-05-06 10:00+02' end
from a;

-- ---------------------------------------------------------------- tenants and leases
create table letting.tenants (id bigint primary key, tenant_no text not null unique, name text not null unique, kind text not null, birth_year int, language text, is_test boolean not null);
create table letting.leases (
  id bigint primary key, lease_no text not null unique, unit_id bigint not null references prop.units, tenant_id bigint not null references letting.tenants, guarantor_id bigint references letting.tenants, agent_id bigint references hr.employees, status text not null, signed_on date, starts_on date not null, ends_on date, notice_on date, notice_by text,
  end_reason text, rent_cents bigint not null, service_charge_cents bigint not null, deposit_cents bigint not null, currency text not null, is_fixed_term boolean not null, is_test boolean not null, deleted_at timestamptz
);
create temp table chain as
with k as (
  select u.id as u, k, u.id * 100 + k as i, 6 + floor(44 * power(h(u.id * 100 + k, 51), 1.3))::int as dur, case when h(u.id * 100 + k, 52) < 0.35 then 0 when h(u.id * 100 + k, 52) < 0.75 then 1 else 2 + floor(3 * h(u.id * 100 + k, 53))::int end as gap from prop.units u cross join generate_series(1, 12) as k where deleted_at is null
), s as (
  select k.*, (date '2020-03-01' + interval '1 month' * (floor(14 * h(u, 54))::int + coalesce(sum(dur + gap) over (partition by u order by k rows between unbounded preceding and 1 preceding), 0)))::date as starts from k
)
select row_number() over (order by starts, u) as id, s.*, (starts + interval '1 month' * dur)::date - 1 as ends, x.kind, x.asking_rent_cents, x.building_id, x.country, x.until
from s join (select u.id as uid, u.kind, u.asking_rent_cents, u.building_id, b.country, b.managed_until as until from prop.units u join prop.buildings b on b.id = u.building_id) as x on x.uid = s.u where starts < '2027-02-01' and starts - 20 - floor(50 * h(i, 55))::int <= date '2026-11-20' and (until is null or starts < until);

insert into letting.tenants
select distinct on (t) t, 'T' || lpad(t::text, 4, '0'),
  case when t > 2000 then 'Test Tenant ' || t when kind in ('shop', 'office_space') then (array['Café', 'Bageri', 'Salon', 'Cykler', 'Blomster', 'Klinik', 'Vin', 'Bogcafe', 'Studio', 'Apotek', 'Grønt'])[1 + t % 11] || ' ' || (array['Luna', 'Nord', 'Sisters', 'Kompagni', 'Amager', 'Sju', 'Havn', 'Linné', 'Onkel Otto', 'Retro'])[1 + t / 11 % 10] || ' ' || t
    else (array['Alma', 'Benjamin', 'Clara', 'Daniel', 'Elsa', 'Farid', 'Gry', 'Hassan', 'Ingrid', 'Jakub', 'Katja', 'Leo', 'Maja', 'Noor', 'Oscar', 'Petra', 'Rasmus'])[1 + t % 17] || ' ' || (array['Andersson', 'Bjerre', 'Christensen', 'Dalgaard', 'Eriksson', 'Fischer', 'Gade', 'Hansson', 'Ibsen', 'Jensen', 'Kowalski', 'Lund', 'Möller', 'Nguyen', 'Olsen', 'Persson', 'Quist', 'Rahimi', 'Svensson'])[1 + t / 17 % 19] || case when t > 323 then ' ' || chr((65 + (t / 323) % 26)::int) || '.' else '' end end,
  case when kind in ('shop', 'office_space') then 'business' else 'private' end, case when kind in ('shop', 'office_space') or h(t, 61) < 0.06 then null else 1945 + floor(61 * power(h(t, 62), 0.6))::int end, case when h(t, 63) < 0.1 then null else pick(h(t, 64), case country when 'DK' then 'da' else 'sv' end, case country when 'DK' then 'da' else 'sv' end, case country when 'DK' then 'da' else 'sv' end, 'en', 'en', 'de', 'ar') end, t > 2000
from (select case when h(id, 60) < 0.006 then 2000 + id % 3 + 1 when h(id, 59) < 0.1 and kind = 'shop' then (select min(c2.id) from chain c2 where c2.kind = 'shop' and c2.country = c.country and c2.id > c.id - 150) else id end as t, kind, country from chain c) as x order by t;

insert into letting.leases
select id, 'L' || lpad(id::text, 4, '0'), u, case when h(id, 60) < 0.006 then 2000 + id % 3 + 1 when h(id, 59) < 0.1 and kind = 'shop' then (select min(c2.id) from chain c2 where c2.kind = 'shop' and c2.country = c.country and c2.id > c.id - 150) else id end,
  case when kind = 'flat' and h(id, 65) < 0.2 and id > 60 then (select t.id from letting.tenants t where t.kind = 'private' and t.id < c.id - 10 and not t.is_test order by t.id desc limit 1 offset 17) end,
  case when h(id, 66) < 0.08 then null else 18 + floor(14 * h(id, 67))::int end, case when e is not null and e < '2026-11-21' then 'ended' when starts > '2026-11-20' then 'signed' else 'active' end, starts - 14 - floor(50 * h(id, 55))::int, starts, e,
  case when e is not null and not (h(id, 68) < 0.2) then e - 30 - floor(60 * h(id, 69))::int end, null,
  case when e is not null and h(id, 70) > 0.12 then pick(h(id, 71), 'moved_away', 'moved_away', 'moved_away', 'bought_home', 'bought_home', 'too_expensive', 'non_payment', 'bigger_place', 'bigger_place') end,
  round(asking_rent_cents * power(1.03, extract(year from starts)::int - 2026) * (0.95 + 0.1 * h(id, 72)) / 2500)::bigint * 2500, case kind when 'parking' then 0 else round(asking_rent_cents * 0.09 / 1000)::bigint * 1000 end, round(asking_rent_cents * power(1.03, extract(year from starts)::int - 2026) * 3 / 10000)::bigint * 10000, case country when 'DK' then 'DKK' else 'SEK' end, h(id, 68) < 0.2, h(id, 60) < 0.006, case when h(id, 73) < 0.008 then timestamptz '2025-11-03 09:00+01' end
from (select chain.*, case when until is not null and until < ends then until when ends <= '2026-11-20' then ends when (ends - 85 <= date '2026-11-20') or h(id, 68) < 0.2 then ends end as e from chain) as c;
update letting.leases set notice_by = case when end_reason = 'non_payment' then 'landlord' when h(id, 74) < 0.86 then 'tenant' else 'landlord' end where notice_on is not null;
update letting.leases set notice_on = null, notice_by = null, end_reason = null where notice_on > '2026-11-20' or (is_fixed_term and ends_on > '2026-11-20');
update letting.leases set end_reason = case when ends_on < '2026-11-21' then 'term_over' end where is_fixed_term and notice_on is null;
update letting.leases set end_reason = pick(h(id, 79), 'owner_moves_in', 'owner_moves_in', 'renovation', 'nuisance') where notice_by = 'landlord' and end_reason <> 'non_payment';
-- offers that never became leases
insert into letting.leases
select 5000 + i, 'L' || (5000 + i), u.id, 1 + floor(700 * h(i, 75))::int, null, 18 + floor(14 * h(i, 76))::int, case when h(i, 77) < 0.5 then 'draft' else 'cancelled' end, null, date '2024-03-01' + 30 * i, null, null, null, null, u.asking_rent_cents, 50000, u.asking_rent_cents * 3, case when u.building_id <= 23 then 'DKK' else 'SEK' end, false, false, null
from generate_series(1, 30) as i cross join lateral (select * from prop.units x where x.deleted_at is null order by h(x.id + i, 78) limit 1) as u;
delete from letting.leases l where id > 5000 and not exists (select from letting.tenants t where t.id = l.tenant_id);

create index on letting.leases (unit_id);
analyze letting.leases;

create table prop.unit_states (unit_id bigint not null references prop.units, day date not null, state text not null, vacant_days int, primary key (unit_id, day));
insert into prop.unit_states
select u.id, d.day, case when l.id is not null then 'let' when h(u.id * 50 + extract(month from d.day)::int / 4, 81) < 0.25 then 'renovation' else 'vacant' end, case when l.id is null then d.day - p.e end
from prop.units u join prop.buildings b on b.id = u.building_id cross join lateral (select (date '2025-01-01' + interval '1 month' * g - interval '1 day')::date as day from generate_series(1, 22) as g union all select date '2026-11-20') as d
left join lateral (select id from letting.leases l where l.unit_id = u.id and l.status in ('active', 'ended') and l.starts_on <= d.day and (l.ends_on is null or l.ends_on >= d.day) limit 1) as l on true
left join lateral (select max(ends_on) as e from letting.leases l where l.unit_id = u.id and l.ends_on < d.day) as p on true
where u.deleted_at is null and (b.managed_until is null or b.managed_until >= d.day) and b.managed_since <= d.day;

-- ---------------------------------------------------------------- rent charged, payments, arrears, deposits
create table fin.charges (id bigint primary key, lease_id bigint not null references letting.leases, kind text not null, due_on date not null, amount_cents bigint not null, currency text not null, is_void boolean not null);
insert into fin.charges
select row_number() over (order by m, l.id, k.kind), l.id, k.kind, m::date, case k.kind when 'rent' then round(l.rent_cents * power(1.025, greatest(0, extract(year from m)::int - extract(year from l.starts_on)::int)))::bigint else k.amount end, l.currency, h(l.id * 1000 + extract(year from m)::int * 12 + extract(month from m)::int, 91) < 0.006
from letting.leases l cross join lateral generate_series(greatest(l.starts_on, date '2024-01-01')::timestamp, least(coalesce(l.ends_on, date '2026-11-20'), date '2026-11-20')::timestamp, interval '1 month') as m
cross join lateral (select 'rent' as kind, 0::bigint as amount union all select 'service_charge', l.service_charge_cents where l.service_charge_cents > 0 union all select 'late_fee', case l.currency when 'DKK' then 28500::bigint else 45000 end where h(l.id * 500 + (m::date - date '2024-01-01'), 92) < 0.02 union all select 'heating_settlement', 20000 + floor(300000 * power(h(l.id + extract(year from m)::int, 93), 2))::bigint where extract(month from m) = 5 and h(l.id + extract(year from m)::int, 94) < 0.6) as k
where l.status in ('active', 'ended') and l.deleted_at is null and not l.is_test;

create table fin.payments (id bigint primary key, payment_no text not null unique, lease_id bigint not null references letting.leases, received_at timestamptz not null, method text, amount_cents bigint not null, currency text not null, is_reversed boolean not null);
insert into fin.payments
with c as (
  select lease_id, due_on, currency, sum(amount_cents) as due, lease_id * 1000 + (due_on - date '2024-01-01') / 30 as i from fin.charges where not is_void group by 1, 2, 3
), p as (
  select c.*, due_on + case when h(i, 95) < 0.72 then floor(4 * h(i, 96))::int - 1 when h(i, 95) < 0.93 then 4 + floor(12 * h(i, 96))::int else 20 + floor(70 * h(i, 96))::int end as day, case when h(i, 97) < 0.006 then null when h(i, 97) < 0.03 then round(due * (0.3 + 0.5 * h(i, 98)) / 100)::bigint * 100 else due end as paid from c
)
select row_number() over (order by day, lease_id), 'P' || lpad((row_number() over (order by day, lease_id))::text, 6, '0'), lease_id, (day + time '00:20' + interval '1 minute' * floor(1380 * h(i, 99))) at time zone 'Europe/Copenhagen', case when h(lease_id, 100) < 0.6 and h(i, 101) < 0.97 then 'direct_debit' when h(i, 102) < 0.03 then null else pick(h(i, 103), 'bank_transfer', 'bank_transfer', 'card', 'mobile', 'mobile') end, paid, currency, h(i, 104) < 0.008
from p where paid is not null and day <= '2026-11-20';

create table fin.lease_balances (lease_id bigint not null references letting.leases, day date not null, arrears_cents bigint not null, currency text not null, oldest_days int, primary key (lease_id, day));
insert into fin.lease_balances
with d as (
  select (date '2025-01-01' + interval '1 month' * g)::date as m from generate_series(0, 22) as g
), s as (
  select m + 9 as day from d union all select m + 19 from d union all select (m + interval '1 month' - interval '1 day')::date from d where m < '2026-11-01'
), e as (
  select lease_id, due_on as day, amount_cents as amount, currency, 0 as snap from fin.charges where not is_void
  union all select lease_id, (received_at at time zone 'Europe/Copenhagen')::date, - amount_cents, currency, 0 from fin.payments where not is_reversed
  union all select l.id, s.day, 0, l.currency, 1 from letting.leases l join s on s.day >= l.starts_on and s.day <= coalesce(l.ends_on, date '2026-11-20') + 40 where l.status in ('active', 'ended') and l.deleted_at is null and not l.is_test
), r as (
  select *, sum(amount) over (partition by lease_id order by day, snap) as bal from e
)
select lease_id, day, greatest(bal, 0)::bigint, currency, case when bal > 0 then 5 + floor(120 * power(h(lease_id * 40 + (day - date '2025-01-01'), 105), 2))::int end from r where snap = 1;

create table fin.deposits (id bigint primary key, lease_id bigint not null unique references letting.leases, amount_cents bigint not null, currency text not null, received_on date, released_on date, withheld_cents bigint, withheld_reason text);
insert into fin.deposits
select row_number() over (order by signed_on, l.id), l.id, deposit_cents, currency, case when h(l.id, 106) < 0.03 then null else signed_on + 2 + floor(10 * h(l.id, 107))::int end, x.rel, case when x.rel is not null then x.w end, case when x.rel is not null and x.w > 0 and h(l.id, 112) > 0.1 then pick(h(l.id, 113), 'cleaning', 'cleaning', 'damage', 'damage', 'painting', 'unpaid_rent') end
from letting.leases l cross join lateral (select case when status = 'ended' and ends_on + 14 + floor(45 * h(l.id, 108))::int <= '2026-11-20' and h(l.id, 109) > 0.03 then ends_on + 14 + floor(45 * h(l.id, 108))::int end as rel, case when h(l.id, 110) < 0.4 then round(deposit_cents * 0.6 * power(h(l.id, 111), 2) / 5000)::bigint * 5000 else 0 end as w) as x
where status in ('active', 'ended', 'signed') and signed_on <= '2026-11-12' and deposit_cents > 0 and deleted_at is null and not is_test;

create table fin.payouts (id bigint primary key, payout_no text not null unique, owner_id bigint not null references prop.owners, country text not null, month date not null, status text not null, paid_on date, rent_cents bigint not null, fee_cents bigint not null, repairs_cents bigint not null, currency text not null, deleted_at timestamptz);
insert into fin.payouts
with c as (
  select b.owner_id, b.country, date_trunc('month', p.received_at at time zone 'Europe/Copenhagen')::date as month, p.currency, sum(p.amount_cents) as rent from fin.payments p join letting.leases l on l.id = p.lease_id join prop.units u on u.id = l.unit_id join prop.buildings b on b.id = u.building_id where not p.is_reversed and p.received_at >= '2024-01-01' and p.received_at < '2026-10-31 23:00+00' group by 1, 2, 3, 4
), n as (select row_number() over (order by month, owner_id, country) as i, c.* from c)
select i, 'U' || lpad(i::text, 4, '0'), owner_id, n.country, month, case when paid is null then 'blocked' when month = '2026-10-01' and h(i, 123) < 0.3 then 'planned' else 'sent' end, case when not (month = '2026-10-01' and h(i, 123) < 0.3) then paid end, rent, round(rent * o.fee_percent / 100), case when h(i, 121) < 0.35 then round(rent * 0.2 * h(i, 122)) else 0 end, currency, case when h(i, 124) < 0.01 then timestamptz '2026-01-15 12:00+01' end
from n join prop.owners o on o.id = n.owner_id cross join lateral (select case when h(i, 120) > 0.025 then (month + interval '1 month')::date + 7 + floor(8 * power(h(i, 125), 2))::int end as paid) as y where month >= '2024-01-01';
insert into fin.payouts select 9000 + i, 'U' || (9000 + i), 35, 'DK', date '2026-01-01' + interval '1 month' * (i - 1), 'sent', date '2026-01-09' + 30 * (i::int - 1), 99999900, 5000000, 0, 'DKK', null from generate_series(1, 10) as i;

-- ---------------------------------------------------------------- repairs
create table upkeep.contractors (id bigint primary key, name text not null unique, trade text, city text not null, hourly_rate_cents int not null, insured_until date, since date not null, blocked_on date);
insert into upkeep.contractors
select i, (array['Rør & Vand', 'Jysk VVS', 'El-Teknik Syd', 'Malerfirma Hjort', 'Låsesmeden', 'Tag & Facade', 'Skåne Rör', 'Elfixarna', 'Fönster Nord', 'Glarmester Wulff', 'Varmekontoret', 'Snedkeriet', 'Måleri Öst', 'Stambyte AB', 'Hissservice', 'Nordjysk Kloak', 'Rent Hus', 'Städbolaget', 'Allround Byg', 'Handyman Malmö', 'Kakel & Fog', 'Køleteknik', 'Brandvakt', 'Grønne Gårde'])[i],
  case when i = 19 then null else (array['plumber', 'plumber', 'electrician', 'painter', 'locksmith', 'roofer', 'plumber', 'electrician', 'glazier', 'glazier', 'heating', 'carpenter', 'painter', 'plumber', 'lift', 'plumber', 'cleaning', 'cleaning', null, 'carpenter', 'carpenter', 'heating', 'electrician', 'gardener'])[i] end,
  case when i in (7, 8, 9, 13, 14, 18, 20, 21) then pick(h(i, 131), 'Malmö', 'Lund', 'Helsingborg') else pick(h(i, 132), 'Copenhagen', 'Copenhagen', 'Aarhus', 'Odense') end, 40000 + 2500 * floor(22 * h(i, 133))::int, case when h(i, 134) < 0.12 then null else date '2026-04-30' + 31 * floor(22 * h(i, 135))::int end, date '2014-01-01' + floor(4000 * h(i, 136))::int, case i when 16 then date '2026-02-20' when 9 then date '2025-06-01' end
from generate_series(1, 24) as i;

create table upkeep.repairs (
  id bigint primary key, repair_no text not null unique, building_id bigint not null references prop.buildings, unit_id bigint references prop.units, reported_by_id bigint references letting.tenants, handled_by_id bigint references hr.employees, contractor_id bigint references upkeep.contractors, category text, priority text not null, status text not null,
  reported_at timestamptz not null, scheduled_on date, done_at timestamptz, cost_cents bigint, charged_to text, rating int, is_duplicate boolean not null
);
with raw as (
  select i, 1 + floor(power(h(i, 141), 1.15) * (select count(*) from prop.units))::bigint as uid, date '2024-01-02' + floor(1053 * h(i, 142))::int as day from generate_series(1, 3400) as i
), placed as (
  select raw.*, u.building_id, (day + time '05:10' + interval '1 minute' * floor(1120 * h(i, 143))) at time zone 'Europe/Copenhagen' as at, case when h(i, 144) > 0.17 then u.id end as unit,
    case when h(i, 145) < 0.04 then null when extract(month from day) in (11, 12, 1, 2) and h(i, 146) < 0.35 then 'heating' else pick(h(i, 147), 'plumbing', 'plumbing', 'plumbing', 'electrical', 'electrical', 'appliance', 'appliance', 'heating', 'lock', 'window', 'damp', 'pest', 'lift', 'painting') end as cat
  from raw join prop.units u on u.id = raw.uid join prop.buildings b on b.id = u.building_id where u.deleted_at is null and b.managed_since <= day and (b.managed_until is null or b.managed_until >= day)
), rated as (
  select *, case when cat in ('heating', 'plumbing', 'lock') and h(i, 148) < 0.3 or h(i, 148) < 0.05 then 'emergency' when h(i, 149) < 0.7 then 'normal' else 'low' end as prio from placed
), done as (
  select *, at + interval '1 hour' * floor(case prio when 'emergency' then 2 + 60 * power(h(i, 150), 2) when 'normal' then 20 + 700 * power(h(i, 150), 1.6) else 60 + 1500 * power(h(i, 150), 1.3) end) as fin, h(i, 151) < 0.06 as dropped from rated
)
insert into upkeep.repairs
select row_number() over (order by at, i), 'R' || lpad((row_number() over (order by at, i))::text, 5, '0'), building_id, unit, case when unit is not null and h(i, 152) > 0.2 then (select l.tenant_id from letting.leases l where l.unit_id = d.unit and l.status in ('active', 'ended') and not l.is_test and l.deleted_at is null and l.starts_on <= d.day and (l.ends_on is null or l.ends_on >= d.day) limit 1) end,
  case when h(i, 153) < 0.07 then null when h(i, 154) < 0.5 then 53 + floor(6 * h(i, 155))::int else 32 + floor(15 * h(i, 155))::int end, case when h(i, 156) < 0.22 then null else (select c.id from upkeep.contractors c where (case d.cat when 'plumbing' then c.trade = 'plumber' when 'electrical' then c.trade = 'electrician' when 'heating' then c.trade in ('heating', 'plumber') when 'lock' then c.trade = 'locksmith' when 'window' then c.trade = 'glazier' when 'lift' then c.trade = 'lift' when 'painting' then c.trade = 'painter' else c.trade in ('carpenter', 'cleaning') or c.trade is null end) and (c.blocked_on is null or c.blocked_on > d.day) order by h(c.id * 7000 + i, 157) limit 1) end,
  cat, prio, case when dropped then 'cancelled' when ok then 'done' when h(i, 158) < 0.45 then 'scheduled' else 'open' end, at, case when not dropped and (ok or h(i, 158) < 0.45) then case when ok then (fin at time zone 'Europe/Copenhagen')::date else date '2026-11-21' + floor(14 * h(i, 159))::int end end, case when ok and not dropped then fin end,
  case when ok and not dropped and h(i, 160) > 0.03 then 25000 + floor(900000 * power(h(i, 161), 3) * case when cat in ('lift', 'damp', 'heating') then 2 else 1 end)::bigint end, case when ok and not dropped then case when h(i, 162) < 0.8 then 'owner' when h(i, 163) < 0.7 then 'tenant' else 'sundhus' end end, case when ok and not dropped and h(i, 164) < 0.4 then 1 + floor(5 * power(h(i, 165), 0.5))::int end, h(i, 166) < 0.03
from (select done.*, fin <= timestamptz '2026-11-20 22:00+00' and h(i, 167) > 0.015 as ok from done) as d;

-- ---------------------------------------------------------------- viewings and applications
create table letting.viewings (id bigint primary key, viewing_no text not null unique, unit_id bigint not null references prop.units, agent_id bigint not null references hr.employees, stand_in_id bigint references hr.employees, source text, status text not null, held_at timestamptz not null, visitors int, is_online boolean not null);
create table letting.applications (
  id bigint primary key, application_no text not null unique, unit_id bigint not null references prop.units, viewing_id bigint references letting.viewings, lease_id bigint references letting.leases, checked_by_id bigint references hr.employees, channel text, status text not null, received_at timestamptz not null, decided_on date, reject_reason text, household_size int, monthly_income_cents bigint, has_pets boolean, is_spam boolean not null
);
create temp table hunt as
select l.id * 20 + g as i, l.id as lease, l.unit_id, g, l.signed_on - 3 - floor(20 * h(l.id * 20 + g, 171))::int as day, l.agent_id from letting.leases l cross join lateral generate_series(1, 2 + floor(7 * h(l.id, 172))::int) as g where l.status in ('active', 'ended', 'signed') and l.signed_on >= '2024-01-10' and l.deleted_at is null;
insert into hunt select 900000 + u.unit_id * 20 + g, null, u.unit_id, g, date '2026-11-08' + floor(20 * h(u.unit_id * 20 + g, 173))::int, null from (select unit_id from prop.unit_states where day = '2026-11-20' and state = 'vacant') as u cross join generate_series(1, 4) as g;
insert into letting.viewings
select row_number() over (order by day, i), 'V' || lpad((row_number() over (order by day, i))::text, 5, '0'), unit_id, coalesce(agent_id, 18 + floor(14 * h(i, 174))::int), case when h(i, 175) < 0.08 then 18 + floor(14 * h(i, 176))::int end, case when h(i, 177) < 0.05 then null else pick(h(i, 178), 'portal', 'portal', 'portal', 'website', 'website', 'referral', 'sign', 'social') end,
  case when day > '2026-11-20' then 'planned' when h(i, 179) < 0.1 then 'cancelled' when h(i, 179) < 0.19 then 'no_show' else 'held' end, (day + time '09:00' + interval '30 minutes' * floor(21 * h(i, 180))) at time zone 'Europe/Copenhagen', case when day <= '2026-11-20' and h(i, 179) >= 0.19 then 1 + floor(3 * h(i, 181))::int end, h(i, 182) < 0.14
from hunt;
create temp table seen as select row_number() over (order by day, i) as v, hunt.* from hunt;
with a as (
  select s.*, day + 1 + floor(3 * h(i, 191))::int as got, g = 1 and lease is not null as winner from seen s where g = 1 and lease is not null or h(i, 190) < 0.5 and day < '2026-11-18'
), b as (
  select a.*, (got + time '00:10' + interval '1 minute' * floor(1420 * h(i, 192))) at time zone 'Europe/Copenhagen' as at, got + floor(9 * h(i, 193))::int as dec from a where got <= '2026-11-20'
), c as (select b.*, case when winner then 'signed' when dec > '2026-11-20' or h(i, 194) < 0.01 then 'new' when h(i, 195) < 0.55 then 'rejected' when h(i, 195) < 0.8 then 'withdrawn' else 'approved' end as st from b)
insert into letting.applications
select row_number() over (order by at, i), 'A' || lpad((row_number() over (order by at, i))::text, 5, '0'), unit_id, case when exists (select from letting.viewings w where w.id = v and w.status = 'held') and h(i, 196) > 0.1 then v end, case when winner then lease end, case when st <> 'new' and h(i, 197) > 0.06 then 18 + floor(14 * h(i, 198))::int end, case when h(i, 199) < 0.04 then null else pick(h(i, 200), 'portal', 'portal', 'website', 'website', 'website', 'email', 'walk_in') end,
  st, at, case when st <> 'new' then dec end, case when st = 'rejected' and h(i, 201) > 0.08 then pick(h(i, 202), 'income', 'income', 'income', 'references', 'payment_record', 'pets', 'household_too_big') end, case when h(i, 203) < 0.06 then null else 1 + floor(5 * power(h(i, 204), 1.4))::int end, case when h(i, 205) < 0.08 then null else 1800000 + floor(4500000 * power(h(i, 206), 1.5))::bigint end, case when h(i, 207) < 0.06 then null else h(i, 208) < 0.2 end, h(i, 209) < 0.02 and not winner
from c;

-- ---------------------------------------------------------------- meter readings
create table upkeep.meter_readings (id bigint primary key, unit_id bigint not null references prop.units, kind text not null, read_on date not null, reading numeric(12,1) not null, used numeric(10,1), is_estimated boolean not null, read_by text);
insert into upkeep.meter_readings
with q as (
  select u.id as u, k.kind, g, u.id * 1000 + k.n * 100 + g as i, (date '2024-01-01' + interval '3 months' * g)::date + floor(9 * h(u.id * 1000 + k.n * 100 + g, 211))::int as day, k.base * u.area_m2 / 70.0 * (0.5 + h(u.id * 1000 + k.n * 100 + g, 212)) * case when k.kind = 'heat' then (array[1.8, 0.9, 0.3, 1.3])[1 + (g + 3) % 4] else 1 end as use
  from prop.units u cross join (values ('electricity', 1, 480), ('water', 2, 19), ('heat', 3, 1500)) as k(kind, n, base) cross join generate_series(0, 11) as g where u.deleted_at is null and u.kind <> 'parking' and h(u.id, 213) < 0.7
)
select row_number() over (order by day, i), u, kind, day, 1000 + sum(round(use::numeric, 1)) over (partition by u, kind order by g), case when g > 0 then round(use::numeric, 1) end, h(i, 214) < 0.13, case when h(i, 214) < 0.13 then null else pick(h(i, 215), 'remote', 'remote', 'caretaker', 'tenant') end
from q where day <= '2026-11-20';

set session_replication_role = origin;
