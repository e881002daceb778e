-- Corvina, a chain of ten small hotels in Switzerland, Austria, Germany and Italy, as it stands on 2026-11-21: a hold-out set's warehouse. Written by hand, made of
-- nothing but generate_series and a hash of ids, so that every run gives the same rows. Moments are stored in UTC and lived in Europe/Zurich. Amounts are in
-- the currency of the hotel (EUR or CHF), but for the month-end sheet, which is in EUR.
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema inn;
create schema acc;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- what there is
create table inn.hotels (id bigint primary key, name text not null unique, city text not null, country text not null, setting text not null, stars int not null, currency text not null, status text not null, opened_on date not null, closed_on date);
insert into inn.hotels values
  (1, 'Seeblick', 'Zurich', 'CH', 'lake', 4, 'CHF', 'open', '2011-05-01', null), (2, 'Alpenhof', 'Davos', 'CH', 'mountain', 4, 'CHF', 'open', '2012-12-15', null), (3, 'Lacroix', 'Geneva', 'CH', 'city', 5, 'CHF', 'open', '2018-03-01', null),
  (4, 'Donauhaus', 'Vienna', 'AT', 'city', 4, 'EUR', 'open', '2014-04-01', null), (5, 'Mirabell', 'Salzburg', 'AT', 'city', 3, 'EUR', 'open', '2015-06-01', null), (6, 'Isarblick', 'Munich', 'DE', 'city', 4, 'EUR', 'open', '2013-09-01', null),
  (7, 'Spreehof', 'Berlin', 'DE', 'city', 3, 'EUR', 'open', '2016-02-01', null), (8, 'Bellariva', 'Garda', 'IT', 'lake', 4, 'EUR', 'open', '2019-04-15', null), (9, 'Etschhof', 'Merano', 'IT', 'mountain', 3, 'EUR', 'closed', '2010-05-01', '2026-03-31'),
  (10, 'Hafenlicht', 'Hamburg', 'DE', 'city', 4, 'EUR', 'planned', '2026-12-15', null);

create table inn.rooms (id bigint primary key, hotel_id bigint not null references inn.hotels, room_no text not null, room_type text not null, floor int not null, is_accessible boolean not null, removed_on date, unique (hotel_id, room_no));
insert into inn.rooms
select row_number() over (order by o.id, n), o.id, (100 * (1 + (n - 1) / 3) + 1 + (n - 1) % 3)::text, case when n = 1 then 'single' when n = (array[6, 5, 7, 7, 6, 7, 8, 5, 5, 6])[o.id] then 'suite' when n = 4 then 'family' when h(o.id * 100 + n, 1) < 0.35 then 'twin' else 'double' end,
  1 + (n - 1) / 3, n = 2, o.closed_on
from inn.hotels o cross join lateral generate_series(1, (array[6, 5, 7, 7, 6, 7, 8, 5, 5, 6])[o.id]) as n;

create table inn.agencies (id bigint primary key, name text not null unique, kind text not null, country text not null, commission_rate numeric(4,3) not null, signed_on date not null, ended_on date);
insert into inn.agencies
select i, (array['Staynow', 'Roomfinder', 'Bedbasket', 'Alpina Tours', 'Nordlicht Reisen', 'Sole Viaggi', 'Kuoni & Moser', 'Albatros Travel', 'Blue Lake Holidays', 'Bizroute', 'Meetwell', 'Corporate Stays', 'Wanderfreund', 'Panorama Bus'])[i],
  case when i <= 3 then 'portal' when i between 10 and 12 then 'business_travel' else 'tour_operator' end, (array['NL', 'GB', 'DE', 'CH', 'DE', 'IT', 'CH', 'AT', 'GB', 'GB', 'DE', 'CH', 'AT', 'DE'])[i],
  case when i <= 3 then 0.15 + 0.01 * i else 0.08 + round((0.04 * h(i, 2))::numeric, 3) end, date '2016-01-10' + floor(2900 * h(i, 3))::int, case when i = 8 then date '2026-02-28' when i = 13 then date '2025-12-31' end
from generate_series(1, 14) as i;

create table inn.staff (id bigint primary key, name text not null unique, role text not null, hotel_id bigint references inn.hotels, hired_on date not null, left_on date);
insert into inn.staff
select i, (array['Anna', 'Beat', 'Carla', 'Dario', 'Eva', 'Fabio', 'Greta', 'Hannes', 'Ines', 'Jonas', 'Katrin', 'Luca', 'Mirjam'])[1 + i % 13] || ' ' || (array['Aebi', 'Brunner', 'Conti', 'Dietrich', 'Egger', 'Fischer', 'Gruber', 'Huber', 'Innerhofer', 'Jost', 'Keller'])[1 + i % 11],
  case when i <= 9 then 'manager' when i <= 27 then 'technician' when i <= 54 then 'receptionist' when i <= 90 then 'housekeeper' when i <= 103 then 'cook' else 'head_office' end,
  case when i <= 103 then 1 + (i - 1) % 9 end, date '2013-02-01' + floor(4900 * power(h(i, 5), 0.8))::int, null
from generate_series(1, 112) as i;
update inn.staff set left_on = date '2025-04-30' + floor(540 * h(id, 7))::int where h(id, 6) < 0.16 and hired_on < '2025-01-01' and id > 9 and hotel_id is distinct from 9;
update inn.staff set left_on = '2026-03-31' where hotel_id = 9;

-- Euros for one unit of a currency, fixed on the first day of a month for the whole of it.
create table acc.fx_months (currency text not null, month date not null, eur_per_unit numeric(8,5) not null, primary key (currency, month));
insert into acc.fx_months
select c, m::date, case when c = 'EUR' then 1 else round((1.052 + 0.018 * sin(extract(epoch from m) / 5200000) + 0.012 * h(extract(year from m)::bigint * 100 + extract(month from m)::bigint, 9))::numeric, 5) end
from unnest(array['EUR', 'CHF']) as c cross join generate_series(timestamp '2024-06-01', timestamp '2026-11-01', interval '1 month') as m;

-- ---------------------------------------------------------------- guests and bookings
create temp table raw_stays as
with st as (
  select r.id as room, r.hotel_id, r.room_type, k, 1 + floor(5 * power(h(r.id * 1000 + k, 11), 1.6))::int as len, floor(4 * power(h(r.id * 1000 + k, 12), 1.5))::int as gap
  from inn.rooms r cross join generate_series(1, 300) as k where r.hotel_id <> 10
), placed as (
  select *, date '2025-01-01' + (sum(len + gap) over (partition by room order by k) - len)::int as arrives, room * 1000 + k as seed from st
)
select p.*, o.setting, o.currency, p.arrives + p.len as departs from placed p join inn.hotels o on o.id = p.hotel_id
where arrives < '2027-02-01' and (o.closed_on is null or p.arrives + p.len <= o.closed_on)
  and h(seed, 13) > case when o.setting = 'mountain' then case when extract(month from arrives) in (4, 5, 10, 11) then 0.42 else 0.06 end when o.setting = 'lake' then case when extract(month from arrives) in (11, 12, 1, 2) then 0.38 else 0.08 end else case when extract(month from arrives) in (1, 2, 8) then 0.24 else 0.1 end end + case when arrives < '2026-01-01' then 0.06 else 0 end;

create temp table raw_bookings as
with lost as (
  select i + 1000000 as seed, 1 + floor(9 * h(i, 14))::int as hotel_id, date '2025-01-01' + floor(740 * h(i, 15))::int as arrives, 1 + floor(5 * power(h(i, 16), 1.6))::int as len, case when i > 2500 then 'void' when i > 2150 then 'no_show' else 'cancelled' end as fate
  from generate_series(1, 2650) as i
), both_kinds as (
  select seed, hotel_id, arrives, departs, len, room, room_type, 'stay' as fate from raw_stays
  union all
  select l.seed, l.hotel_id, l.arrives, l.arrives + l.len, l.len, null, 'double', l.fate from lost l join inn.hotels o on o.id = l.hotel_id where o.closed_on is null or l.arrives + l.len <= o.closed_on
), sourced as (
  select *, case when h(seed, 17) < 0.3 then 'website' when h(seed, 17) < 0.7 then 'agency' when h(seed, 17) < 0.83 then 'email' when h(seed, 17) < 0.93 then 'phone' when h(seed, 17) < 0.98 then case when fate = 'stay' then 'walk_in' else 'phone' end end as channel from both_kinds
), dated as (
  select *, case when channel = 'walk_in' and fate = 'stay' then arrives else arrives - 1 - floor(115 * power(h(seed, 18), 2.2))::int end as booked_day from sourced
), gone as (
  select *, case when fate = 'cancelled' then booked_day + floor((arrives - booked_day) * power(h(seed, 19), 0.7))::int end as cancelled_day from dated where booked_day <= '2026-11-20'
)
select g.*, o.currency, o.setting, (booked_day + case when channel = 'walk_in' and fate = 'stay' then time '14:00' + interval '1 minute' * floor(h(seed, 20) * 590) else time '00:05' + interval '1 minute' * floor(h(seed, 20) * 1430) end) at time zone 'Europe/Zurich' as booked_at,
  h(seed, 21) < 0.016 and fate = 'stay' as house_use, 1 + floor(h(seed, 22) * (700 + 3300 * (booked_day - date '2024-09-01') / 810.0))::int as guest
from gone g join inn.hotels o on o.id = g.hotel_id
where not (fate = 'cancelled' and cancelled_day > '2026-11-20') and not (fate = 'no_show' and arrives > '2026-11-20');

create table inn.guests (id bigint primary key, guest_no text not null unique, full_name text not null, email text, country text, gender text, born_on date, loyalty_tier text, newsletter boolean not null, registered_at timestamptz not null, is_test boolean not null);
insert into inn.guests
select i, 'G' || lpad(i::text, 5, '0'), 'Guest ' || i, case when h(i, 31) < 0.9 then 'guest' || i || '@mail.example' end, case when h(i, 32) < 0.03 then null else pick(h(i, 33), 'DE', 'DE', 'DE', 'DE', 'CH', 'CH', 'CH', 'AT', 'AT', 'IT', 'IT', 'FR', 'GB', 'GB', 'NL', 'US') end,
  case when h(i, 34) < 0.94 then pick(h(i, 35), 'female', 'male') end, case when h(i, 36) < 0.9 then date '1944-01-01' + floor(22600 * h(i, 37))::int end, case when h(i, 38) < 0.05 then 'platinum' when h(i, 38) < 0.15 then 'gold' when h(i, 38) < 0.38 then 'silver' end,
  h(i, 39) < 0.46, coalesce(b.at, timestamptz '2024-10-01 08:00+00' + interval '1 minute' * floor(1123000 * h(i, 40))), h(i, 41) < 0.014
from generate_series(1, 4050) as i left join (select guest, min(booked_at) as at from raw_bookings where h(seed, 23) >= 0.03 group by 1) as b on b.guest = i;

create table inn.bookings (
  id bigint primary key, booking_no text not null unique, hotel_id bigint not null references inn.hotels, guest_id bigint references inn.guests, agency_id bigint references inn.agencies, channel text, rate_plan text not null, purpose text, status text not null,
  booked_at timestamptz not null, booked_month date not null, arrives_on date not null, departs_on date not null, cancelled_on date, cancel_reason text, adults int not null, children int not null, currency text not null, total_local numeric(10,2) not null
);
create temp table made as
select row_number() over (order by booked_at, seed) as id, *,
  case when channel = 'agency' and h(seed, 24) < 0.2 then 'corporate' when h(seed, 24) < 0.5 then 'flexible' when h(seed, 24) < 0.85 then 'saver' when h(seed, 24) < 0.93 then 'romance' else 'corporate' end as plan
from raw_bookings;
create temp table priced as
select *, case when house_use then 0 else round(((array[210, 190, 265, 150, 112, 165, 98, 155, 92])[hotel_id] * case room_type when 'single' then 0.75 when 'twin' then 0.97 when 'family' then 1.4 when 'suite' then 2.1 else 1 end * case plan when 'saver' then 0.86 when 'corporate' then 0.91 when 'romance' then 1.3 else 1 end
  * case when setting = 'mountain' and extract(month from arrives) in (12, 1, 2, 3) then 1.35 when setting = 'lake' and extract(month from arrives) in (6, 7, 8, 9) then 1.3 when setting = 'city' and extract(month from arrives) in (9, 10, 12) then 1.18 else 1 end
  * case when arrives >= '2026-01-01' then 1.05 else 1 end * (0.88 + 0.26 * h(seed, 25)))::numeric, 2) end as price from made;
insert into inn.bookings
select id, 'B' || lpad(id::text, 6, '0'), hotel_id, case when h(seed, 23) < 0.03 then null else guest end, case when channel = 'agency' then 1 + floor(14 * power(h(seed, 26), 1.7))::int end, channel, plan,
  case when h(seed, 27) < 0.06 then null when plan = 'corporate' or h(seed, 27) < 0.2 then 'business' else 'leisure' end,
  case when fate = 'stay' then case when arrives > '2026-11-20' then 'confirmed' when departs > '2026-11-20' then 'in_house' else 'checked_out' end else fate end,
  booked_at, date_trunc('month', booked_at at time zone 'Europe/Zurich')::date, arrives, departs, cancelled_day, case when fate = 'cancelled' then case when h(seed, 28) < 0.34 then 'change_of_plans' when h(seed, 28) < 0.52 then 'illness' when h(seed, 28) < 0.7 then 'found_cheaper' when h(seed, 28) < 0.84 then 'travel_disruption' end end,
  case when room_type = 'single' or h(seed, 29) < 0.24 then 1 else 2 end, case when room_type = 'family' or h(seed, 30) < 0.07 then 1 + floor(2 * h(seed, 42))::int else 0 end, currency, price * len
from priced;
update inn.bookings b set agency_id = 1 where agency_id = 8 and booked_at >= '2026-03-01' or agency_id = 13 and booked_at >= '2026-01-01';

-- One row per room and night that somebody slept there (or paid for it); the last one is the night of 20 November.
create table acc.nights (booking_id bigint not null references inn.bookings, night date not null, month date not null, hotel_id bigint not null references inn.hotels, room_id bigint not null references inn.rooms, price_local numeric(10,2) not null, currency text not null, is_house_use boolean not null, primary key (booking_id, night));
insert into acc.nights
select p.id, d::date, date_trunc('month', d)::date, p.hotel_id, p.room, p.price, p.currency, p.house_use from priced p cross join lateral generate_series(p.arrives::timestamp, (p.departs - 1)::timestamp, interval '1 day') as d where p.fate = 'stay' and d <= '2026-11-20';

-- Spa, minibar and the like; people who only come for the spa or the restaurant have no booking.
create table acc.extras (id bigint primary key, booking_id bigint references inn.bookings, hotel_id bigint not null references inn.hotels, category text, amount_local numeric(10,2) not null, currency text not null, charged_at timestamptz not null, month date not null, is_void boolean not null);
with raw as (
  select b.id as booking, b.hotel_id, b.currency, b.id * 10 + n as seed, b.arrives_on + floor((b.departs_on - b.arrives_on) * h(b.id * 10 + n, 51))::int as day from inn.bookings b cross join generate_series(1, 3) as n where b.status in ('checked_out', 'in_house') and h(b.id * 10 + n, 52) < 0.24 - 0.02 * n
  union all
  select null, 1 + floor(8 * h(i, 53))::int, null, 9000000 + i, date '2025-01-02' + floor(687 * h(i, 54))::int from generate_series(1, 520) as i
), timed as (
  select r.booking, r.hotel_id, o.currency, r.seed, (r.day + time '07:00' + interval '1 minute' * floor(1015 * h(r.seed, 55))) at time zone 'Europe/Zurich' as at, case when h(r.seed, 56) < 0.03 then null when r.booking is null then pick(h(r.seed, 57), 'spa', 'spa', 'restaurant') else pick(h(r.seed, 57), 'spa', 'minibar', 'minibar', 'restaurant', 'restaurant', 'restaurant', 'parking', 'laundry') end as category
  from raw r join inn.hotels o on o.id = r.hotel_id where r.day <= '2026-11-20'
)
insert into acc.extras
select row_number() over (order by at, seed), booking, hotel_id, category, round((case category when 'spa' then 45 + 90 * h(seed, 58) when 'minibar' then 6 + 24 * h(seed, 58) when 'restaurant' then 22 + 110 * h(seed, 58) when 'parking' then 18 + 12 * h(seed, 58) when 'laundry' then 12 + 28 * h(seed, 58) else 10 + 40 * h(seed, 58) end * case when currency = 'CHF' then 1.3 else 1 end)::numeric, 2), currency, at, date_trunc('month', at at time zone 'Europe/Zurich')::date, h(seed, 59) < 0.022
from timed;

-- The controller's month-end sheet, all in EUR: written when a month is over.
create table acc.hotel_months (hotel_id bigint not null references inn.hotels, month date not null, room_nights int not null, budget_eur numeric(12,2) not null, deposits_eur numeric(12,2) not null, primary key (hotel_id, month));
insert into acc.hotel_months
select o.id, m::date, (select count(*) from inn.rooms r where r.hotel_id = o.id) * extract(day from m + interval '1 month' - interval '1 day')::int,
  round(((select count(*) from inn.rooms r where r.hotel_id = o.id) * (array[4900, 4700, 6400, 3350, 2350, 3500, 2150, 3200, 1900])[o.id] * (1 + 0.15 * sin(extract(epoch from m) / 5000000 + o.id)) * case when m >= '2026-01-01' then 1.06 else 1 end)::numeric, -2),
  round((900 + 5200 * h(o.id * 1000000 + extract(year from m)::bigint * 100 + extract(month from m)::bigint, 61) + 700 * o.stars)::numeric, 2)
from inn.hotels o cross join generate_series(timestamp '2025-01-01', timestamp '2026-10-01', interval '1 month') as m where o.id <> 10 and (o.closed_on is null or m <= o.closed_on);

-- ---------------------------------------------------------------- reviews and maintenance
create table inn.reviews (id bigint primary key, booking_id bigint references inn.bookings, hotel_id bigint not null references inn.hotels, source text not null, score int not null, posted_on date not null, answered_on date, answered_by bigint references inn.staff, is_fake boolean not null);
with raw as (
  select b.id as booking, b.hotel_id, b.departs_on + 1 + floor(20 * power(h(b.id, 71), 2))::int as day from inn.bookings b where b.status = 'checked_out' and h(b.id, 72) < 0.13
), timed as (select *, day + 1 + floor(16 * power(h(booking, 73), 1.6))::int as done from raw where day <= '2026-11-20')
insert into inn.reviews
select row_number() over (order by day, booking), case when h(booking, 74) < 0.06 then null else booking end, hotel_id, pick(h(booking, 75), 'portal', 'portal', 'google', 'google', 'questionnaire', 'letter'),
  greatest(1, least(10, round((array[8.3, 8.0, 8.9, 8.2, 7.2, 7.9, 6.6, 8.5, 6.9])[hotel_id] + 4.6 * (h(booking, 76) - 0.55) + case when h(booking, 77) < 0.06 then -4 else 0 end)))::int, day,
  case when h(booking, 78) < 0.68 and done <= '2026-11-20' then done end, case when h(booking, 78) < 0.68 and done <= '2026-11-20' then case when h(booking, 79) < 0.3 or hotel_id = 9 then hotel_id else 27 + hotel_id + 9 * floor(3 * h(booking, 79))::int end end, h(booking, 80) < 0.02
from timed;
update inn.reviews r set answered_by = null from inn.staff s where s.id = r.answered_by and (s.left_on < r.answered_on or s.hired_on > r.answered_on);

create table inn.jobs (
  id bigint primary key, job_no text not null unique, hotel_id bigint not null references inn.hotels, room_id bigint references inn.rooms, category text, priority text not null, status text not null, reported_at timestamptz not null, done_on date, done_month date, cost_local numeric(10,2), currency text not null,
  reporter_id bigint references inn.staff, technician_id bigint references inn.staff
);
with raw as (
  select i, r.id as room, r.hotel_id, date '2025-01-02' + floor(688 * power(h(i, 91), 0.92))::int as day, pick(h(i, 92), 'low', 'normal', 'normal', 'normal', 'urgent') as priority from generate_series(1, 980) as i join inn.rooms r on r.id = 1 + floor(56 * h(i, 93))::int
), timed as (
  select raw.*, o.currency, least(day + floor(case priority when 'urgent' then 16 when 'normal' then 62 else 150 end * power(h(i, 94), 1.5))::int, o.closed_on - 1) as done from raw join inn.hotels o on o.id = raw.hotel_id where o.closed_on is null or day < o.closed_on - 40
)
insert into inn.jobs
select i, 'J' || lpad(i::text, 4, '0'), hotel_id, case when h(i, 95) < 0.17 then null else room end, case when h(i, 96) < 0.04 then null else pick(h(i, 97), 'plumbing', 'plumbing', 'electrical', 'heating', 'furniture', 'tv_wifi', 'tv_wifi') end, priority, case when h(i, 98) < 0.025 then 'void' when done <= '2026-11-20' then 'done' else 'open' end,
  (day + time '00:10' + interval '1 minute' * floor(1420 * h(i, 99))) at time zone 'Europe/Zurich', case when done <= '2026-11-20' then done end, case when done <= '2026-11-20' then date_trunc('month', done)::date end,
  case when done <= '2026-11-20' then round((25 + 420 * power(h(i, 100), 2.6))::numeric, 2) end, currency, case when h(i, 101) < 0.05 then null else 54 + hotel_id + 9 * floor(4 * h(i, 102))::int end, case when h(i, 103) < 0.06 then null else 9 + hotel_id + 9 * floor(2 * h(i, 104))::int end
from timed;
drop table raw_stays, raw_bookings, made, priced;

set session_replication_role = origin;
