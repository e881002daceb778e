-- Loonway Carshare, a car-sharing company in Toronto, Montreal and Vancouver, as it stands on 2026-11-21: a hold-out set's warehouse. Written by hand, made of
-- nothing but generate_series and a hash of ids, so that every run gives the same rows. Days are days in America/Toronto; amounts are CAD, some charges USD.
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema club;
create schema drive;
create schema books;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- stations and vehicles
create table drive.stations (id bigint primary key, name text not null unique, city text not null, kind text not null, bays int not null, opened_on date not null, closed_on date);
insert into drive.stations
select i, (array['Union', 'Liberty Village', 'Danforth', 'High Park', 'Leslieville', 'Yorkville', 'Distillery', 'Parkdale', 'Kensington', 'Junction', 'Riverdale', 'Eglinton', 'Harbourfront', 'Bloor West',
    'Plateau', 'Mile End', 'Griffintown', 'Verdun', 'Outremont', 'Rosemont', 'Vieux-Port', 'Villeray', 'Westmount', 'Hochelaga',
    'Kitsilano', 'Gastown', 'Yaletown', 'Commercial Drive', 'Mount Pleasant', 'Fairview', 'Coal Harbour', 'Strathcona', 'West End', 'Pacific Central'])[i],
  case when i <= 14 then 'Toronto' when i <= 24 then 'Montreal' else 'Vancouver' end, case when i in (1, 13, 21, 27, 34) then 'hub' when h(i, 1) < 0.4 then 'street' when h(i, 1) < 0.75 then 'lot' else 'garage' end, 4 + floor(9 * h(i, 2))::int,
  case when i = 34 then date '2026-11-12' else date '2016-04-01' + floor(2900 * h(i, 3))::int end, case when i in (12, 24) then date '2026-06-30' end
from generate_series(1, 34) as i;

create table drive.vehicles (
  id bigint primary key, plate text not null unique, model text not null, maker text not null, class text not null, powertrain text not null, colour text, station_id bigint references drive.stations, acquired_on date not null, retired_on date, purchase_price_cad numeric(10,2) not null
);
with raw as (select i, 1 + floor(10 * h(i * 7, 4))::int as m from generate_series(1, 220) as i)
insert into drive.vehicles
select i, 'LW' || lpad(i::text, 4, '0'), (array['Corolla', 'Civic', 'Kona Electric', 'RAV4 Hybrid', 'CX-5', 'Bolt', 'Transit', 'Yaris', 'Niro EV', 'Sienna'])[m], (array['Toyota', 'Honda', 'Hyundai', 'Toyota', 'Mazda', 'Chevrolet', 'Ford', 'Toyota', 'Kia', 'Toyota'])[m],
  (array['compact', 'compact', 'suv', 'suv', 'suv', 'compact', 'van', 'compact', 'suv', 'van'])[m], (array['petrol', 'petrol', 'electric', 'hybrid', 'petrol', 'electric', 'petrol', 'petrol', 'electric', 'hybrid'])[m],
  case when h(i, 5) < 0.93 then pick(h(i, 6), 'white', 'white', 'grey', 'blue', 'red') end, case when h(i, 7) < 0.08 then null else 1 + (i - 1) % 33 end,
  case when i > 198 then date '2026-01-12' + floor(290 * h(i, 8))::int else date '2020-03-02' + floor(1700 * h(i, 8))::int end, case when i between 166 and 198 and h(i, 9) < 0.55 then date '2025-05-05' + floor(540 * h(i, 10))::int end,
  round(((array[26, 27, 45, 41, 37, 38, 54, 22, 49, 52])[m] * 1000 * (0.93 + 0.14 * h(i, 11)))::numeric, 2)
from raw;

-- ---------------------------------------------------------------- members
create table club.members (
  id bigint primary key, member_no text not null unique, full_name text not null, email text, plan text not null, city text not null, born_on date, referral text, joined_on date not null, left_on date, newsletter boolean not null, is_test boolean not null
);
insert into club.members
select i, 'M' || lpad(i::text, 5, '0'), 'Member ' || i, case when h(i, 12) < 0.95 then 'member' || i || '@mail.example' end,
  case when h(i, 13) < 0.36 then 'pay_as_you_go' when h(i, 13) < 0.62 then 'regular' when h(i, 13) < 0.76 then 'frequent' when h(i, 13) < 0.89 then 'student' else 'business' end,
  case when h(i, 14) < 0.47 then 'Toronto' when h(i, 14) < 0.76 then 'Montreal' else 'Vancouver' end, case when h(i, 13) < 0.89 then date '1951-01-01' + floor(20400 * h(i, 15))::int end,
  case when h(i, 16) < 0.12 then null else pick(h(i, 17), 'friend', 'friend', 'advert', 'search', 'search', 'employer', 'event') end, date '2021-02-01' + floor(2117 * power(h(i, 18), 0.8))::int, null, h(i, 19) < 0.54, h(i, 20) < 0.018
from generate_series(1, 2600) as i;
update club.members set left_on = joined_on + 90 + floor(900 * h(id, 22))::int where h(id, 21) < 0.27 and joined_on + 90 + floor(900 * h(id, 22))::int <= '2026-11-19';

-- What a member has paid in advance and not used yet, at the end of the month. Written when the month is over, and only for those who have some.
create table books.credit_months (member_id bigint not null references club.members, month date not null, credit_cad numeric(10,2) not null, primary key (member_id, month));
insert into books.credit_months
select m.id, x::date, round((10 + 190 * power(h(m.id * 1000 + extract(year from x)::bigint * 12 + extract(month from x)::bigint, 24), 2.2))::numeric, 2)
from club.members m join generate_series(timestamp '2025-01-01', timestamp '2026-10-01', interval '1 month') as x on m.joined_on < x + interval '1 month' and (m.left_on is null or m.left_on >= x + interval '1 month')
where h(m.id, 23) < 0.17 and h(m.id * 1000 + extract(year from x)::bigint * 12 + extract(month from x)::bigint, 25) < 0.86;

-- ---------------------------------------------------------------- reservations and trips
create table club.reservations (
  id bigint primary key, reservation_no text not null unique, member_id bigint not null references club.members, station_id bigint not null references drive.stations, status text not null, channel text not null, purpose text,
  booked_at timestamptz not null, starts_at timestamptz not null, ends_at timestamptz not null, cancelled_at timestamptz, cancel_reason text
);
with raw as (
  select i, m.id as member, m.city, m.plan, m.joined_on, m.left_on, date '2025-01-02' + floor(688 * power(h(i, 32), 0.86))::int as day
  from generate_series(1, 15500) as i join club.members m on m.id = 1 + floor(2600 * power(h(i, 31), 1.35))::int
), placed as (
  select *, case when h(i, 33) < 0.04 then 1 + floor(33 * h(i, 34))::int when city = 'Toronto' then 1 + floor(14 * power(h(i, 34), 1.2))::int when city = 'Montreal' then 15 + floor(10 * power(h(i, 34), 1.2))::int else 25 + floor(9 * power(h(i, 34), 1.2))::int end as station,
    day + interval '1 minute' * floor(h(i, 35) * 1438) as booked
  from raw where day >= joined_on and (left_on is null or day < left_on)
), timed as (
  select *, booked + interval '10 minutes' + interval '15 minutes' * floor(1700 * power(h(i, 36), 3.2)) as starts, interval '30 minutes' * (1 + floor(case when h(i, 37) < 0.75 then 10 * h(i, 38) else 96 * h(i, 38) end)) as length, h(i, 39) as fate from placed
), ended as (
  select *, starts + length as ends, booked + (starts - booked) * h(i, 40) as gone from timed where not (station in (12, 24) and starts >= '2026-06-28')
), done as (
  select *, fate < 0.13 + case when plan = 'student' then 0.05 else 0 end and gone < '2026-11-21' as cancelled from ended
)
insert into club.reservations
select i, 'R' || lpad(i::text, 6, '0'), member, station,
  case when fate > 0.98 then 'void' when cancelled then 'cancelled' when starts >= '2026-11-21' then 'upcoming' when fate > 0.94 then 'no_show' else 'completed' end,
  pick(h(i, 41), 'app', 'app', 'app', 'app', 'web', 'web', 'phone'), case when h(i, 42) < 0.22 then null when plan = 'business' then 'work' else pick(h(i, 43), 'errands', 'errands', 'leisure', 'leisure', 'moving', 'work') end,
  booked at time zone 'America/Toronto', starts at time zone 'America/Toronto', ends at time zone 'America/Toronto', case when cancelled and fate <= 0.98 then gone at time zone 'America/Toronto' end,
  case when cancelled and fate <= 0.98 then case when h(i, 44) < 0.35 then 'plans_changed' when h(i, 44) < 0.55 then 'weather' when h(i, 44) < 0.75 then 'price' when h(i, 44) < 0.9 then 'car_not_available' end end
from done;

-- Trips that a member made, and relocations by our own staff. A few trips were started at the car without a reservation.
create table drive.trips (
  id bigint primary key, trip_no text not null unique, reservation_id bigint references club.reservations, vehicle_id bigint not null references drive.vehicles, return_station_id bigint references drive.stations, is_one_way boolean not null, is_relocation boolean not null,
  started_at timestamptz not null, ended_at timestamptz, distance_km numeric(7,1), rating int
);
with raw as (
  select r.id as i, r.id as reservation, r.station_id, r.starts_at + interval '1 minute' * floor(20 * h(r.id, 51)) as began, r.ends_at + interval '1 minute' * floor(case when h(r.id, 52) < 0.1 then 150 else -25 end * h(r.id, 53)) as finished, floor(6.7 * h(r.id, 54))::int as k, false as moved
  from club.reservations r where r.status = 'completed'
  union all
  select 20000 + i, null, s, d, d + interval '20 minutes' + interval '1 minute' * floor(200 * h(20000 + i, 53)), floor(6 * h(20000 + i, 54))::int, h(i, 55) < 0.75
  from (select i, 1 + floor(33 * h(i, 56))::bigint as s, timestamptz '2025-01-03 12:00+00' + interval '1 minute' * floor(684 * 1440 * h(i, 57)) as d from generate_series(1, 300) as i) as x where not (s in (12, 24) and d >= '2026-06-28')
), cars as (
  select raw.*, case when v.id is null or v.acquired_on > raw.began::date or v.retired_on <= raw.finished::date then raw.station_id else v.id end as car from raw left join drive.vehicles v on v.id = raw.station_id + 33 * k
), told as (select *, finished >= timestamptz '2026-11-21 05:00+00' as running, h(i, 58) < 0.16 as one_way from cars)
insert into drive.trips
select row_number() over (order by began, i), 'T' || lpad(row_number() over (order by began, i)::text, 6, '0'), reservation, car,
  case when running or h(i, 59) < 0.03 then null when one_way then case when station_id <= 14 then 1 + station_id % 14 when station_id <= 24 then 15 + (station_id - 14) % 10 else 25 + (station_id - 24) % 9 end else station_id end,
  one_way, moved, began, case when not running then finished end, case when not running and h(i, 60) > 0.004 then round((2 + extract(epoch from finished - began) / 3600 * (4 + 22 * h(i, 61)) * case when finished - began > interval '12 hours' then 0.45 else 1 end)::numeric, 1) end,
  case when not running and not moved and h(i, 62) < 0.38 then least(5, 1 + floor(6 * power(h(i, 63), 0.45)))::int end
from told;

-- What a trip costs, a row per item; paid in the currency of the account.
create table books.trip_charges (
  id bigint primary key, trip_id bigint not null references drive.trips, kind text not null, amount numeric(10,2) not null, currency text not null, cad_rate numeric(8,4) not null, status text not null, charged_on date not null
);
with raw as (
  select t.id * 10 + x.n as id, t.id as trip, x.kind, x.amount, case when m.plan = 'business' and h(m.id, 71) < 0.3 then 'USD' else 'CAD' end as currency,
    (t.ended_at at time zone 'America/Toronto')::date + x.later as day
  from drive.trips t left join club.reservations r on r.id = t.reservation_id left join club.members m on m.id = r.member_id
  cross join lateral (
    select 1 as n, 'time' as kind, 6 + extract(epoch from t.ended_at - t.started_at) / 3600 * case when t.ended_at - t.started_at > interval '12 hours' then 3.1 else 8.4 end * case coalesce(m.plan, '') when 'frequent' then 0.8 when 'student' then 0.85 when 'business' then 1.15 else 1 end as amount, 0 as later
    union all select 2, 'distance', (t.distance_km - 40) * 0.31, 0 where t.distance_km > 43
    union all select 3, 'late_fee', 25, 1 where r.id is not null and t.ended_at > r.ends_at + interval '20 minutes'
    union all select 4, 'cleaning_fee', 45, 3 where h(t.id, 72) < 0.012
    union all select 5, 'refund', 5 + 40 * h(t.id, 73), 2 + floor(9 * h(t.id, 74))::int where h(t.id, 75) < 0.035
  ) as x where t.ended_at is not null and not t.is_relocation
)
insert into books.trip_charges
select id, trip, kind, round(amount::numeric / case when currency = 'USD' then 1.37 else 1 end, 2), currency, case when currency = 'USD' then round((1.36 + 0.05 * sin(extract(epoch from day) / 6000000))::numeric, 4) else 1 end,
  case when h(id, 76) < 0.015 then 'void' when h(id, 77) < 0.02 or day > '2026-11-15' and h(id, 77) < 0.3 then 'unpaid' else 'paid' end, day
from raw where day <= '2026-11-20';

-- ---------------------------------------------------------------- fines and damages
create table drive.incidents (
  id bigint primary key, incident_no text not null unique, kind text not null, type text, vehicle_id bigint not null references drive.vehicles, trip_id bigint references drive.trips, status text not null, occurred_on date not null, reported_on date not null, closed_on date, amount_cad numeric(10,2), member_at_fault boolean
);
with raw as (
  select i, t.id as trip, t.vehicle_id, (t.started_at at time zone 'America/Toronto')::date as day, h(i, 81) < 0.58 as fine
  from generate_series(1, 1050) as i join drive.trips t on t.id = 1 + floor((select count(*) from drive.trips) * h(i, 82))::bigint where t.ended_at is not null
), timed as (select *, day + floor(case when fine then 38 else 5 end * power(h(i, 83), 1.6))::int as told, h(i, 84) as fate from raw),
closed as (select *, told + 3 + floor(60 * power(h(i, 85), 1.4))::int as shut from timed where told <= '2026-11-20')
insert into drive.incidents
select i, 'I' || lpad(i::text, 5, '0'), case when fine then 'fine' else 'damage' end, case when h(i, 86) < 0.04 then null when fine then pick(h(i, 87), 'parking', 'parking', 'parking', 'speeding', 'toll', 'red_light') else pick(h(i, 87), 'scratch', 'scratch', 'dent', 'tyre', 'glass', 'interior') end,
  vehicle_id, case when h(i, 88) < 0.13 then null else trip end, case when fate > 0.975 then 'duplicate' when shut > '2026-11-19' then 'open' when fate < 0.55 then 'charged_on' when fate < 0.86 then 'paid_by_us' else 'dismissed' end,
  day, told, case when shut <= '2026-11-19' then shut end, case when not fine and h(i, 89) < 0.06 then null else round((case when fine then 35 + 160 * power(h(i, 90), 2) else 90 + 2400 * power(h(i, 90), 3) end)::numeric, 2) end, case when h(i, 91) < 0.9 then h(i, 92) < 0.71 end
from closed;

-- ---------------------------------------------------------------- fuel, charging and maintenance
create table drive.refills (
  id bigint primary key, vehicle_id bigint not null references drive.vehicles, kind text not null, quantity numeric(8,2) not null, unit text not null, cost_cad numeric(8,2) not null, supplier text, filled_at timestamptz not null, paid_by text not null, is_void boolean not null
);
with raw as (select i, v.*, timestamptz '2025-01-03 10:00+00' + interval '1 minute' * floor(686 * 1440 * h(i, 101)) as at from generate_series(1, 3100) as i join drive.vehicles v on v.id = 1 + floor(220 * h(i, 102))::int),
kept as (select *, case when powertrain = 'electric' then 12 + 45 * h(i, 103) else 14 + 36 * h(i, 103) end as q from raw where at::date > acquired_on and (retired_on is null or at::date < retired_on))
insert into drive.refills
select i, id, case when powertrain = 'electric' then 'charging' else 'fuel' end, round(q::numeric, 2), case when powertrain = 'electric' then 'kWh' else 'litre' end, round((q * case when powertrain = 'electric' then 0.24 + 0.2 * h(i, 104) else 1.42 + 0.35 * h(i, 104) end)::numeric, 2),
  case when h(i, 105) < 0.05 then null when powertrain = 'electric' then pick(h(i, 106), 'Flo', 'Flo', 'ChargePoint', 'Electrify') else pick(h(i, 106), 'Petro-Canada', 'Esso', 'Shell') end, at, case when h(i, 107) < 0.64 then 'member' else 'crew' end, h(i, 108) < 0.02
from kept;

create table drive.maintenance_jobs (
  id bigint primary key, job_no text not null unique, vehicle_id bigint not null references drive.vehicles, workshop text, kind text not null, status text not null, opened_on date not null, completed_on date, cost_cad numeric(10,2)
);
with raw as (select i, v.id as vehicle, date '2025-01-04' + floor(685 * h(i, 111))::int as day, v.acquired_on, v.retired_on from generate_series(1, 1250) as i join drive.vehicles v on v.id = 1 + floor(220 * power(h(i, 112), 1.15))::int),
timed as (select *, day + 1 + floor(34 * power(h(i, 113), 2.6))::int as done, h(i, 114) as fate from raw where day > acquired_on and (retired_on is null or day < retired_on))
insert into drive.maintenance_jobs
select i, 'J' || lpad(i::text, 5, '0'), vehicle, case when h(i, 115) < 0.04 then null else pick(h(i, 116), 'Annex Auto', 'Annex Auto', 'Garage Laurier', 'False Creek Motors', 'Lakeshore Tire', 'Atelier Saint-Denis') end, pick(h(i, 117), 'service', 'service', 'repair', 'repair', 'tyres', 'cleaning', 'inspection'),
  case when fate < 0.05 then 'cancelled' when done > '2026-11-20' then 'open' else 'done' end, day, case when fate >= 0.05 and done <= '2026-11-20' then done end, case when fate >= 0.05 and done <= '2026-11-20' then round((45 + 1500 * power(h(i, 118), 2.6))::numeric, 2) end
from timed;

-- What a vehicle is worth in the books and what it has on the clock at the end of the month; written when the month is over.
create table books.vehicle_months (vehicle_id bigint not null references drive.vehicles, month date not null, book_value_cad numeric(10,2) not null, odometer_km int not null, primary key (vehicle_id, month));
insert into books.vehicle_months
select v.id, x::date, round((v.purchase_price_cad * greatest(0.12, 1 - 0.0122 * ((x + interval '1 month')::date - v.acquired_on) / 30.4))::numeric, 2), (((x + interval '1 month')::date - v.acquired_on) * (22 + 30 * h(v.id, 121)))::int
from drive.vehicles v join generate_series(timestamp '2025-01-01', timestamp '2026-10-01', interval '1 month') as x on v.acquired_on < x + interval '1 month' and (v.retired_on is null or v.retired_on >= x + interval '1 month');

-- ---------------------------------------------------------------- support
create table club.support_calls (
  id bigint primary key, member_id bigint references club.members, started_at timestamptz not null, topic text, language text not null, agent text, is_answered boolean not null, wait_seconds int not null, talk_seconds int, is_robocall boolean not null
);
with raw as (select i, timestamptz '2025-01-02 05:30+00' + interval '1 minute' * floor(687 * 1440 * power(h(i, 131), 0.9)) as at, h(i, 132) < 0.87 as answered from generate_series(1, 3000) as i)
insert into club.support_calls
select i, case when h(i, 133) < 0.09 then null else m.id end, at, case when answered and h(i, 134) < 0.96 then pick(h(i, 135), 'unlocking', 'unlocking', 'billing', 'billing', 'accident', 'booking', 'booking', 'account') end, case when h(i, 136) < 0.29 then 'fr' else 'en' end,
  case when answered then pick(h(i, 137), 'Aisha Grant', 'Benoit Roy', 'Carla Diaz', 'Devon Lee', 'Elise Martel', 'Farid Khan', 'Gwen Doyle') end, answered, floor(case when answered then 8 + 300 * power(h(i, 138), 2.5) else 60 + 500 * h(i, 138) end)::int, case when answered then 40 + floor(800 * power(h(i, 139), 2))::int end, h(i, 140) < 0.02
from raw join club.members m on m.id = 1 + floor(2600 * h(i, 141))::int;

set session_replication_role = origin;
