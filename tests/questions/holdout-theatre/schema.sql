-- Rheinbogen, a theatre and festival house in Basel with three stages, as it stands on 2026-11-21: a hold-out set's warehouse. Written by hand, made of nothing but
-- generate_series and a hash of ids, so that every run gives the same rows. Times are local to Europe/Zurich; tickets, bar, vouchers, subscriptions and rentals are in
-- cents CHF, donations and fees of artists in cents of their own currency (CHF or EUR).
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema house;
create schema box;
create schema friends;
create schema art;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- stages and people
create table house.stages (id bigint primary key, name text not null unique, seats int not null, has_fly_tower boolean not null, opened_on date not null);
insert into house.stages values (1, 'Main House', 214, true, '1974-09-20'), (2, 'Studio', 92, false, '1991-02-08'), (3, 'Boathouse', 48, false, '2013-05-30');

create table house.employees (id bigint primary key, name text not null unique, job text not null, department text, stage_id bigint references house.stages, manager_id bigint references house.employees, hired_on date not null, left_on date, percent_contract int not null);
insert into house.employees
select i, (array['Anja', 'Beat', 'Chiara', 'Dominik', 'Elif', 'Florian', 'Gian', 'Hanna', 'Ivo', 'Jelena', 'Kaspar', 'Luca', 'Mirjam'])[1 + i % 13] || ' ' || (array['Amstutz', 'Baumann', 'Christen', 'Dietrich', 'Egli', 'Frei', 'Gasser', 'Huber', 'Iseli', 'Jost', 'Keller'])[1 + i % 11],
  case when i = 1 then 'artistic_director' when i = 2 then 'managing_director' when i = 3 then 'technical_director' when i = 4 then 'head_of_front_of_house' when i = 5 then 'head_of_development' when i = 6 then 'head_of_marketing' when i <= 11 then 'house_manager' when i <= 20 then 'box_office_clerk' when i <= 46 then 'stage_technician' when i <= 74 then 'usher' when i <= 90 then 'bartender' when i <= 95 then 'fundraiser' else 'dramaturg' end,
  case when i = 1 or i > 95 then 'artistic' when i = 2 then null when i = 3 or i between 21 and 46 then 'technical' when i = 5 or i between 91 and 95 then 'development' when i = 6 then 'marketing' when i between 75 and 90 then 'bar' else 'front_of_house' end,
  case when i between 21 and 74 and h(i, 1) < 0.8 then 1 + floor(3 * power(h(i, 2), 1.4))::int end, case when i <= 2 then null when i <= 6 then 2 when i <= 20 or i between 47 and 90 then 4 when i <= 46 then 3 when i <= 95 then 5 else 1 end,
  date '2009-03-02' + floor(6200 * power(h(i, 3), 0.7))::int, null, case when h(i, 4) < 0.35 then 100 when h(i, 4) < 0.6 then 80 when h(i, 4) < 0.85 then 50 else 30 end
from generate_series(1, 99) as i;
update house.employees set left_on = greatest(hired_on + 90, date '2024-09-15' + floor(780 * h(id, 6))::int) where id > 21 and h(id, 5) < 0.2;
update house.employees set left_on = null where left_on > '2026-11-20';

-- ---------------------------------------------------------------- productions and performances
create table art.productions (
  id bigint primary key, title text not null unique, genre text, origin text not null, stage_id bigint not null references house.stages, language text, is_festival boolean not null, premiere_on date not null, last_night_on date, director text, age_from int, minutes int not null, budget_cents bigint
);
with raw (id, title, genre, origin, stage_id, language, is_festival, premiere_on, nights, director) as (values
  (1, 'The Cherry Orchard', 'drama', 'own', 1, 'de', false, date '2024-09-06', 18, 'Miriam Vogt'), (2, 'Salt', 'dance', 'guest', 1, null, false, '2024-10-11', 7, 'Teo Lindqvist'), (3, 'Paper Boats', 'family', 'own', 2, 'de', false, '2024-10-19', 22, 'Anouk Perrin'), (4, 'Night Shift', 'drama', 'own', 2, 'de', false, '2024-11-08', 15, 'Kemal Aydin'),
  (5, 'The Snow Queen', 'family', 'own', 1, 'de', false, '2024-11-29', 26, 'Anouk Perrin'), (6, 'Duet for One Chair', 'comedy', 'guest', 3, 'fr', false, '2025-01-17', 10, 'Luc Besse'), (7, 'Medea', 'drama', 'own', 1, 'de', false, '2025-02-07', 16, 'Miriam Vogt'), (8, 'Low Tide', 'music', 'guest', 3, null, false, '2025-03-14', 8, null),
  (9, 'La Traviata in a Suitcase', 'opera', 'co_production', 1, 'it', false, '2025-04-04', 9, 'Giulia Sarti'), (10, 'Hotel Europa', 'comedy', 'own', 2, 'de', false, '2025-04-25', 14, 'Kemal Aydin'), (11, 'Border Songs', 'music', 'guest', 1, 'fr', true, '2025-06-06', 5, null), (12, 'Fish Out of Water', 'family', 'guest', 3, null, true, '2025-06-07', 7, 'Petra Holm'),
  (13, 'Sixteen Bodies', 'dance', 'co_production', 1, null, true, '2025-06-13', 5, 'Teo Lindqvist'), (14, 'The Last Ferry', 'drama', 'own', 1, 'de', false, '2025-09-05', 19, 'Miriam Vogt'), (15, 'Bad Neighbours', 'comedy', 'own', 2, 'de', false, '2025-09-26', 17, 'Luc Besse'), (16, 'Antigone', 'drama', 'co_production', 1, 'fr', false, '2025-10-24', 12, 'Giulia Sarti'),
  (17, 'Little Bear Goes Out', 'family', 'own', 3, 'de', false, '2025-10-25', 24, 'Petra Holm'), (18, 'Pinocchio', 'family', 'own', 1, 'de', false, '2025-11-28', 27, 'Anouk Perrin'), (19, 'Concrete', 'dance', 'guest', 2, null, false, '2026-01-16', 6, 'Ines Marques'), (20, 'An Enemy of the People', 'drama', 'own', 1, 'de', false, '2026-02-06', 17, 'Kemal Aydin'),
  (21, 'Kitchen Concerts', 'music', 'own', 3, null, false, '2026-02-20', 9, null), (22, 'The Barber and the Bees', 'opera', 'co_production', 1, 'it', false, '2026-03-27', 10, 'Giulia Sarti'), (23, 'Two Left Feet', 'comedy', 'guest', 2, 'en', false, '2026-04-17', 11, 'Luc Besse'), (24, 'Undertow', 'dance', 'co_production', 1, null, true, '2026-06-05', 6, 'Teo Lindqvist'),
  (25, 'Ships in the Night', 'drama', 'guest', 2, 'en', true, '2026-06-06', 6, 'Oona Kelly'), (26, 'The Bridge Choir', 'music', 'own', 1, 'de', true, '2026-06-12', 4, null), (27, 'Tin Drum Parade', 'family', 'guest', 3, null, true, '2026-06-13', 6, 'Petra Holm'), (28, 'Three Sisters', 'drama', 'own', 1, 'de', false, '2026-09-04', 18, 'Miriam Vogt'),
  (29, 'Spare Parts', 'comedy', 'own', 2, 'de', false, '2026-09-18', 20, 'Kemal Aydin'), (30, 'Weightless', 'dance', 'guest', 1, null, false, '2026-10-16', 7, 'Ines Marques'), (31, 'The Fox and the Lantern', 'family', 'own', 3, 'de', false, '2026-10-17', 25, 'Petra Holm'), (32, 'Kitchen Concerts II', 'music', 'own', 3, null, false, '2026-10-30', 8, null),
  (33, 'Phaedra', 'drama', 'co_production', 1, 'fr', false, '2026-10-30', 12, 'Giulia Sarti'), (34, 'Peter Pan', 'family', 'own', 1, 'de', false, '2026-11-27', 26, 'Anouk Perrin'), (35, 'Open House', null, 'guest', 2, 'de', false, '2026-11-06', 9, 'Oona Kelly'), (36, 'Rigoletto on the Rhine', 'opera', 'co_production', 1, 'it', false, '2027-03-19', 9, 'Giulia Sarti'))
insert into art.productions
select id, title, genre, origin, stage_id, language, is_festival, premiere_on, null, director, case genre when 'family' then 4 + id % 3 when 'drama' then case when id % 2 = 0 then 14 end end, case genre when 'family' then 55 when 'opera' then 150 when 'drama' then 100 + id * 7 % 60 else 65 + id * 11 % 40 end,
  case when origin <> 'guest' then nights * (case stage_id when 1 then 1100000 when 2 then 420000 else 160000 end) + 250000 * (id % 5) end from raw;

create table art.performances (
  id bigint primary key, performance_no text not null unique, production_id bigint not null references art.productions, stage_id bigint not null references house.stages, kind text not null, status text not null, starts_at timestamptz not null, seats_for_sale int not null, cancel_reason text, house_manager_id bigint references house.employees
);
with nights (id, n) as (values (1, 18), (2, 7), (3, 22), (4, 15), (5, 26), (6, 10), (7, 16), (8, 8), (9, 9), (10, 14), (11, 5), (12, 7), (13, 5), (14, 19), (15, 17), (16, 12), (17, 24), (18, 27), (19, 6), (20, 17), (21, 9), (22, 10), (23, 11), (24, 6), (25, 6), (26, 4), (27, 6), (28, 18), (29, 20), (30, 7), (31, 25), (32, 8), (33, 12), (34, 26), (35, 9), (36, 9)),
raw as (
  select p.*, g.n, p.id * 100 + g.n as k, case when g.n = 0 then p.premiere_on - 1 else p.premiere_on + (g.n - 1) * case when p.is_festival then 1 when p.genre = 'family' then 2 else 3 end + case when g.n > 1 and not p.is_festival then floor(2 * h(p.id * 100 + g.n, 11))::int else 0 end end as day
  from art.productions p join nights x on x.id = p.id cross join lateral generate_series(0, x.n) as g (n)
), kinds as (
  select *, case when n = 0 then 'dress_rehearsal' when n = 1 then 'premiere' when genre = 'family' and extract(isodow from day) < 6 and h(k, 12) < 0.7 then 'school' when h(k, 12) > 0.95 then 'relaxed' else 'regular' end as what, case when n > 1 and h(k, 13) < 0.05 then 'cancelled' when day >= '2026-11-21' then 'on_sale' else 'played' end as state from raw
)
insert into art.performances
select row_number() over (order by day, k), 'P' || lpad((row_number() over (order by day, k))::text, 4, '0'), id, case when what = 'regular' and stage_id = 1 and h(k, 14) < 0.06 then 2 else stage_id end, what, state, (day + case what when 'school' then time '10:15' else case when genre = 'family' then time '15:00' when extract(isodow from day) = 7 then time '18:00' when h(k, 15) < 0.15 then time '20:30' else time '19:30' end end) at time zone 'Europe/Zurich',
  (array[214, 92, 48])[case when what = 'regular' and stage_id = 1 and h(k, 14) < 0.06 then 2 else stage_id end] - case when h(k, 16) < 0.3 then 6 else 0 end, case when state = 'cancelled' and h(k, 17) > 0.15 then pick(h(k, 18), 'illness', 'illness', 'technical', 'low_sales') end, case when h(k, 19) > 0.08 then 7 + floor(5 * h(k, 20))::int end
from kinds;
update art.productions p set last_night_on = (select max((f.starts_at at time zone 'Europe/Zurich')::date) from art.performances f where f.production_id = p.id);

-- ---------------------------------------------------------------- marketing campaigns, customers
create table box.campaigns (id bigint primary key, name text not null unique, medium text not null, production_id bigint references art.productions, starts_on date not null, ends_on date not null, cost_cents int not null, reached int);
insert into box.campaigns
select i, (array['Newsletter', 'Poster wave', 'Instagram ads', 'Tram screens', 'Radio spots', 'Flyers'])[1 + i % 6] || ' ' || to_char(d, 'YYYY-MM') || case when i % 2 = 0 then ' b' else ' a' end, (array['email', 'poster', 'social', 'tram', 'radio', 'flyer'])[1 + i % 6], case when i % 4 <> 0 then (select p.id from art.productions p where p.premiere_on >= d order by p.premiere_on, p.id limit 1) end,
  d, d + 10 + i % 14, case i % 6 when 0 then 15000 when 5 then 60000 else 180000 + floor(420000 * h(i, 25))::int end, case when i % 6 in (0, 2) then 2000 + floor(26000 * h(i, 26))::int end
from (select i, date '2024-08-12' + i * 15 as d from generate_series(1, 54) as i) as x;

create table box.customers (id bigint primary key, customer_no text not null unique, name text not null, kind text, country text not null, city text, birth_year int, newsletter boolean not null, since date not null, is_test boolean not null, merged_at timestamptz);
insert into box.customers
select i, 'K' || lpad(i::text, 5, '0'), case when h(i, 30) < 0.04 then 'School ' || (array['Gundeldingen', 'Wettstein', 'Hirzbrunnen', 'Bruderholz', 'Am Rhein'])[1 + i % 5] || ' ' || i when h(i, 30) < 0.07 then (array['Novabank', 'Rheinpharm', 'Dreispitz AG', 'Hafenlogistik'])[1 + i % 4] || ' ' || i else (array['Alice', 'Bruno', 'Carla', 'Didier', 'Emma', 'Fabio', 'Greta', 'Heinz', 'Irene', 'Jonas', 'Klara', 'Leon', 'Maria', 'Nils', 'Olga', 'Paul', 'Rosa'])[1 + i % 17] || ' ' || (array['Ammann', 'Bieri', 'Caduff', 'Dubois', 'Eichler', 'Fischer', 'Graf', 'Haller', 'Imhof', 'Jaggi', 'Kunz', 'Lang', 'Moser', 'Nef', 'Ott'])[1 + i % 15] || ' ' || i end,
  case when h(i, 30) < 0.04 then 'school' when h(i, 30) < 0.07 then 'company' when h(i, 31) < 0.03 then null else 'person' end, c.country, case when h(i, 33) < 0.06 then null else case c.country when 'CH' then pick(h(i, 34), 'Basel', 'Basel', 'Basel', 'Basel', 'Riehen', 'Liestal', 'Zurich', 'Aarau') when 'DE' then pick(h(i, 34), 'Lörrach', 'Lörrach', 'Weil am Rhein', 'Freiburg') else pick(h(i, 34), 'Mulhouse', 'Saint-Louis') end end,
  case when h(i, 30) >= 0.07 and h(i, 35) < 0.7 then 1940 + floor(66 * h(i, 36))::int end, h(i, 37) < 0.46, case when h(i, 38) < 0.5 then date '2012-01-10' + floor(4580 * h(i, 39))::int else date '2024-08-01' + floor(840 * h(i, 39))::int end, i in (77, 1200, 1900), null
from generate_series(1, 2600) as i cross join lateral (select case when h(i, 32) < 0.71 then 'CH' when h(i, 32) < 0.9 then 'DE' else 'FR' end as country) as c;
-- Entered twice and merged: nothing points to them.
insert into box.customers select 2600 + row_number() over (order by id), 'K' || lpad((2600 + row_number() over (order by id))::text, 5, '0'), name, kind, country, city, birth_year, false, since + 2, false, (since + 30 + time '11:00') at time zone 'Europe/Zurich' from box.customers where id % 41 = 7;

-- ---------------------------------------------------------------- bookings and tickets
create table box.bookings (id bigint primary key, booking_no text not null unique, customer_id bigint references box.customers, channel text not null, status text not null, booked_at timestamptz not null, campaign_id bigint references box.campaigns, sold_by_id bigint references house.employees, deleted_at timestamptz);
create table box.tickets (
  id bigint primary key, booking_id bigint not null references box.bookings, performance_id bigint not null references art.performances, category text, price_type text not null, price_cents int not null, fee_cents int not null, status text not null, days_ahead int not null, scanned_at timestamptz, refunded_on date, refund_cents int, refund_reason text, is_void boolean not null
);
create temp table seats on commit preserve rows as
select p.id as performance, p.kind, p.status as state, p.starts_at, p.stage_id, d.genre, p.id * 1000 + n as k, p.id * 1000 + floor((n - 1) / case p.kind when 'school' then 14.0 else 2.1 end)::int as b0
from art.performances p join art.productions d on d.id = p.production_id
cross join lateral generate_series(1, least(p.seats_for_sale, floor(p.seats_for_sale * case p.kind when 'premiere' then 0.96 when 'school' then 0.9 else 0.28 + 0.62 * power(h(p.id, 41), 0.8) + case d.genre when 'comedy' then 0.12 when 'opera' then 0.1 when 'dance' then -0.08 when 'family' then 0.08 else 0 end end)::int)) as n
where p.kind <> 'dress_rehearsal';
create temp table groups on commit preserve rows as
select s.*, b.booking, t.ahead, case when kind = 'school' then 'phone' when t.ahead = 0 and h(b.booking, 46) < 0.5 then 'box_office' else pick(h(b.booking, 47), 'web', 'web', 'web', 'web', 'web', 'phone', 'box_office', 'box_office', 'partner') end as channel,
  (((starts_at at time zone 'Europe/Zurich')::date - t.ahead) + case when t.ahead = 0 then time '09:10' + interval '1 minute' * floor(40 * h(b.booking, 48)) else time '00:05' + interval '1 minute' * floor(1430 * (1 - power(h(b.booking, 48), 1.4))) end) as local_at
from seats s cross join lateral (select case when kind <> 'school' and b0 % 1000 > 0 and h(b0, 42) < 0.25 then b0 - 1 else b0 end as booking) as b cross join lateral (select case when kind = 'school' then 20 + floor(90 * h(b.booking, 43))::int when h(b.booking, 44) < 0.14 then 0 else floor(75 * power(h(b.booking, 45), 2.1))::int end as ahead) as t;
delete from groups where local_at >= '2026-11-21';
insert into box.bookings
select booking, 'B' || booking, case when kind = 'school' then (select c.id from box.customers c where c.kind = 'school' and c.merged_at is null and c.id >= 2600 * h(booking, 51) - 100 order by c.id limit 1) when h(booking, 50) < case channel when 'box_office' then 0.62 when 'partner' then 1 else 0.02 end then null else 1 + floor(2600 * power(h(booking, 52), 1.5))::int end,
  channel, case when h(booking, 53) < 0.02 then 'cart' when h(booking, 53) < 0.055 then 'cancelled' when max(starts_at) > '2026-11-24' and channel = 'phone' and h(booking, 54) < 0.5 then 'reserved' else 'paid' end, local_at at time zone 'Europe/Zurich',
  case when channel in ('web', 'partner') and h(booking, 55) < 0.22 then (select c.id from box.campaigns c where local_at::date between c.starts_on and c.ends_on + 6 order by h(c.id + booking, 56) limit 1) end, case when channel in ('box_office', 'phone') and h(booking, 57) > 0.04 then 12 + floor(9 * power(h(booking, 58), 1.3))::int end, case when h(booking, 59) < 0.009 then (local_at::date + 1 + time '09:00') at time zone 'Europe/Zurich' end
from groups group by booking, kind, channel, local_at;
update box.customers c set since = x.first from (select customer_id, min((booked_at at time zone 'Europe/Zurich')::date) as first from box.bookings group by 1) as x where x.customer_id = c.id and x.first < c.since;

insert into box.tickets
select row_number() over (order by g.k), g.booking, g.performance, x.category, y.price_type, z.price, case when b.channel in ('web', 'partner') and z.price > 0 then 200 else 0 end, w.status, g.ahead,
  case when g.state = 'played' and w.status = 'valid' and h(g.k, 68) > 0.045 + case y.price_type when 'comp' then 0.13 when 'subscriber' then 0.06 else 0 end then g.starts_at - interval '1 minute' * floor(2 + 40 * h(g.k, 69)) end,
  case when w.status = 'refunded' then v.on end, case when w.status = 'refunded' then round(z.price * case when g.state = 'cancelled' then 1 else 0.8 end)::int end, case when w.status = 'refunded' and h(g.k, 71) > 0.1 then case when g.state = 'cancelled' then 'performance_cancelled' else pick(h(g.k, 72), 'illness', 'illness', 'wrong_date', 'goodwill') end end, b.status = 'cart' or b.deleted_at is not null
from groups g join box.bookings b on b.id = g.booking
cross join lateral (select case when g.stage_id = 3 then null when h(g.k, 61) < 0.3 then 'A' when h(g.k, 61) < 0.67 then 'B' when h(g.k, 61) < 0.98 then 'C' else 'wheelchair' end as category) as x
cross join lateral (select case when g.kind = 'school' then 'school' when g.kind = 'premiere' and h(g.booking, 62) < 0.4 then 'comp' when h(g.booking, 62) < 0.05 then 'comp' else pick(h(g.k, 63), 'full', 'full', 'full', 'full', 'full', 'reduced', 'reduced', 'under_26', 'subscriber', 'subscriber') end as price_type) as y
cross join lateral (select case y.price_type when 'comp' then 0 when 'school' then 1200 else round(case coalesce(x.category, 'B') when 'A' then 68 when 'B' then 52 when 'C' then 36 else 30 end * case when g.genre = 'family' then 0.5 when g.genre = 'opera' then 1.4 else 1 end * case y.price_type when 'reduced' then 0.75 when 'under_26' then 0.5 when 'subscriber' then 0.7 else 1 end * case when g.starts_at >= '2026-08-01' then 1.05 else 1 end)::int * 100 end as price) as z
cross join lateral (select least(greatest((g.starts_at at time zone 'Europe/Zurich')::date - floor(6 * h(g.performance, 70))::int + floor(9 * h(g.booking, 70))::int, (g.local_at)::date + 1), date '2027-01-01') as on) as v
cross join lateral (select case when b.status = 'cancelled' then 'cancelled' when z.price > 0 and v.on <= '2026-11-20' and (g.state = 'cancelled' and h(g.k, 66) < 0.93 or h(g.k, 67) < 0.017) then 'refunded' else 'valid' end as status) as w;

-- Counted every evening but Mondays, when the box office is closed: seats sold and held for a performance that is still to come.
create table box.advance_days (performance_id bigint not null references art.performances, day date not null, seats_sold int not null, seats_held int not null, primary key (performance_id, day));
insert into box.advance_days
select p.id, d::date, count(t.id), floor(8 * h(p.id, 75))::int from art.performances p cross join lateral (select (p.starts_at at time zone 'Europe/Zurich')::date as night) as x
cross join lateral generate_series(greatest(x.night - 60, date '2026-01-06')::timestamp, least(x.night - 1, date '2026-11-20')::timestamp, interval '1 day') as d
left join lateral (select t.id from box.tickets t where false) as t on true
where p.kind <> 'dress_rehearsal' and extract(isodow from d) <> 1 group by 1, 2;
update box.advance_days a set seats_sold = s.n from (
  select a.performance_id, a.day, (select count(*) from unnest(x.nights) as y where y <= a.day) as n from box.advance_days a join (select t.performance_id, array_agg((b.booked_at at time zone 'Europe/Zurich')::date) as nights from box.tickets t join box.bookings b on b.id = t.booking_id where not t.is_void and t.status = 'valid' group by 1) as x on x.performance_id = a.performance_id
) as s where s.performance_id = a.performance_id and s.day = a.day;

-- ---------------------------------------------------------------- subscriptions and vouchers
create table box.subscriptions (id bigint primary key, subscription_no text not null unique, customer_id bigint not null references box.customers, kind text not null, season int not null, bought_on date not null, price_cents int not null, is_renewal boolean not null, cancelled_on date, cancel_reason text);
insert into box.subscriptions
select row_number() over (order by s, i), 'A' || s || '-' || lpad(i::text, 4, '0'), c, kind, s, least(make_date(s - 1, 4, 20) + floor(165 * power(h(i * 10 + s - 2000, 81), 0.8))::int, date '2026-11-20'), case kind when 'full_season' then 48000 when 'choice_six' then 26000 when 'under_26' then 9000 else 15000 end + case when s = 2027 then 1000 else 0 end, s > 2025 and h(i * 10 + s - 2001, 82) < 0.6 and h(i, 83) < 0.9,
  case when h(i * 10 + s - 2000, 84) < 0.05 then make_date(s - 1, 9, 1) + floor(75 * h(i, 85))::int end, case when h(i * 10 + s - 2000, 84) < 0.038 then pick(h(i, 86), 'moved_away', 'illness', 'price', 'programme') end
from generate_series(1, 430) as i cross join generate_series(2025, 2027) as s cross join lateral (select 1 + floor(2600 * h(i, 87))::int as c, case when h(i, 88) < 0.34 then 'full_season' when h(i, 88) < 0.72 then 'choice_six' when h(i, 88) < 0.86 then 'under_26' else 'festival_pass' end as kind) as x
where h(i * 10 + s - 2000, 82) < 0.62 + 0.05 * (s - 2025);

create table box.vouchers (id bigint primary key, code text not null unique, buyer_id bigint references box.customers, redeemed_by_id bigint references box.customers, sold_on date not null, value_cents int not null, expires_on date not null, redeemed_on date, is_cancelled boolean not null);
insert into box.vouchers
select i, 'GV-' || 10000 + i * 7, case when h(i, 90) < 0.75 then 1 + floor(2600 * h(i, 91))::int end, case when r.on is not null and h(i, 96) < 0.85 then 1 + floor(2600 * h(i, 97))::int end, d, (array[5000, 5000, 10000, 10000, 15000, 20000])[1 + floor(6 * h(i, 92))::int], d + 730, r.on, h(i, 98) < 0.025
from (select i, case when h(i, 89) < 0.45 then make_date(2024 + i % 2, 12, 1) + floor(23 * h(i, 93))::int else date '2024-08-05' + floor(836 * h(i, 93))::int end as d from generate_series(1, 900) as i) as x
cross join lateral (select case when h(i, 94) < 0.68 and d + 12 + floor(400 * power(h(i, 95), 1.3))::int <= '2026-11-20' and h(i, 98) >= 0.025 then d + 12 + floor(400 * power(h(i, 95), 1.3))::int end as on) as r;

-- ---------------------------------------------------------------- members and donations
create table friends.members (id bigint primary key, member_no text not null unique, customer_id bigint references box.customers, name text not null, tier text not null, joined_on date not null, left_on date, yearly_dues_cents int not null, contact_id bigint references house.employees, is_test boolean not null);
insert into friends.members
select i, 'F' || lpad(i::text, 4, '0'), c.id, coalesce(c.name, (array['Stiftung Lindenhof', 'Rheinpharm', 'Merian-Fonds', 'Kulturkreis Riehen', 'Hafen Basel'])[1 + i % 5] || ' ' || i), t.tier, date '2015-01-12' + floor(4320 * power(h(i, 101), 0.7))::int, null, case t.tier when 'friend' then 8000 when 'patron' then 50000 else 250000 end, case when t.tier <> 'friend' then 91 + floor(5 * h(i, 102))::int end, i in (133, 250)
from generate_series(1, 380) as i left join box.customers c on c.id = i * 6 and i % 12 <> 0 cross join lateral (select case when h(i, 103) < 0.73 then 'friend' when h(i, 103) < 0.94 then 'patron' else 'benefactor' end as tier) as t;
update friends.members set left_on = greatest(joined_on + 365, date '2024-12-31' + 90 * floor(7 * h(id, 105))::int) where h(id, 104) < 0.19;
update friends.members set left_on = null where left_on > '2026-11-20';

create table friends.donations (id bigint primary key, donation_no text not null unique, member_id bigint references friends.members, campaign_id bigint references box.campaigns, kind text not null, purpose text, status text not null, pledged_on date not null, received_on date, amount_cents bigint not null, currency text not null, is_anonymous boolean not null, thanked_on date);
insert into friends.donations
select i, 'D' || lpad(i::text, 4, '0'), m.id, case when h(i, 111) < 0.16 then 1 + floor(((d - date '2024-08-27') / 15)::int * 0.999)::int end, k.kind, case when h(i, 112) < 0.07 then null else pick(h(i, 113), 'general', 'general', 'youth', 'youth', 'building', 'festival') end, s.state, d, case when s.state = 'received' then least(d + floor(30 * h(i, 114))::int, date '2026-11-20') end,
  case k.kind when 'legacy' then 2000000 + floor(40 * h(i, 115))::int * 100000 when 'monthly' then 2000 + 1000 * floor(8 * h(i, 115))::int else 5000 * (1 + floor(60 * power(h(i, 115), 4))::int) * case m.tier when 'patron' then 2 when 'benefactor' then 10 else 1 end end, case when h(i, 117) < 0.24 then 'EUR' else 'CHF' end, h(i, 118) < 0.09, case when s.state = 'received' and h(i, 119) > 0.13 then least(d + 32 + floor(20 * h(i, 120))::int, date '2026-11-20') end
from (select i, date '2024-08-28' + floor(814 * power(h(i, 110), 0.9))::int as d from generate_series(1, 1300) as i) as x left join friends.members m on m.id = case when h(i, 121) < 0.84 then 1 + floor(380 * h(i, 122))::int end
cross join lateral (select case when h(i, 123) < 0.008 then 'legacy' when h(i, 123) < 0.34 then 'monthly' else 'one_off' end as kind) as k cross join lateral (select case when h(i, 124) < 0.03 then 'withdrawn' when d > '2026-10-10' and h(i, 124) < 0.4 or h(i, 124) < 0.06 then 'pledged' else 'received' end as state) as s;

-- ---------------------------------------------------------------- contracts of artists
create table art.contracts (id bigint primary key, contract_no text not null unique, production_id bigint references art.productions, artist text not null, discipline text, artist_country text not null, status text not null, signed_on date, starts_on date not null, ends_on date not null, fee_cents bigint not null, currency text not null, agency text);
insert into art.contracts
select row_number() over (order by p.id, n), 'V' || lpad((row_number() over (order by p.id, n))::text, 4, '0'), case when h(p.id * 20 + n, 131) < 0.04 then null else p.id end, (array['Ada', 'Boris', 'Celine', 'Dario', 'Edith', 'Farid', 'Gloria', 'Hugo', 'Ilse', 'Jan', 'Kim'])[1 + a % 11] || ' ' || (array['Arnold', 'Belmonte', 'Cohen', 'Dvorak', 'Eriksen', 'Fontana', 'Girard'])[1 + a % 7],
  case when a % 29 = 0 then null else pick(h(a, 133), 'actor', 'actor', 'actor', 'musician', 'dancer', 'designer', 'singer') end, pick(h(a, 134), 'CH', 'CH', 'CH', 'DE', 'DE', 'FR', 'IT', 'AT'), s.state, case when s.state <> 'draft' then least(p.premiere_on - 70 - floor(160 * h(p.id * 20 + n, 135))::int, date '2026-11-18') end, p.premiere_on - 45, coalesce(p.last_night_on, p.premiere_on + 30),
  (case p.stage_id when 1 then 550000 when 2 then 380000 else 210000 end * (0.6 + 1.5 * h(p.id * 20 + n, 136)))::bigint / 1000 * 1000, case when pick(h(a, 134), 'CH', 'CH', 'CH', 'DE', 'DE', 'FR', 'IT', 'AT') = 'CH' or h(a, 137) < 0.2 then 'CHF' else 'EUR' end, case when h(a, 138) < 0.4 then pick(h(a, 139), 'Agentur Nord', 'Bravo Artists', 'Scena') end
from art.productions p cross join lateral generate_series(1, 3 + p.id % 7) as n cross join lateral (select 1 + floor(77 * h(p.id * 20 + n, 132))::int as a) as x cross join lateral (select case when p.premiere_on > '2026-12-15' and h(p.id * 20 + n, 140) < 0.4 then 'draft' when h(p.id * 20 + n, 140) > 0.955 then 'terminated' else 'signed' end as state) as s;

-- ---------------------------------------------------------------- bar, shifts, rentals, surveys
create table house.bar_sales (id bigint primary key, bar text not null, performance_id bigint references art.performances, sold_by_id bigint references house.employees, category text, sold_at timestamptz not null, quantity int not null, amount_cents int not null, paid_with text not null, is_void boolean not null);
insert into house.bar_sales
select row_number() over (order by p.id, n), case p.stage_id when 3 then 'Boathouse' when 2 then 'Foyer' else case when h(p.id * 100 + n, 141) < 0.3 then 'Terrace' else 'Foyer' end end, case when h(p.id * 100 + n, 142) < 0.1 then null else p.id end, case when h(p.id * 100 + n, 143) > 0.06 then 75 + floor(16 * h(p.id * 7 + n % 3, 144))::int end, c.category, p.starts_at + interval '1 minute' * floor(-55 + 190 * h(p.id * 100 + n, 145)), q.qty, q.qty * case c.category when 'wine' then 850 when 'beer' then 650 when 'soft_drinks' then 500 when 'snacks' then 700 else 1800 end, pick(h(p.id * 100 + n, 148), 'card', 'card', 'card', 'cash'), h(p.id * 100 + n, 149) < 0.012
from art.performances p cross join lateral generate_series(1, case p.stage_id when 1 then 26 when 2 then 13 else 6 end) as n cross join lateral (select case when h(p.id * 100 + n, 146) < 0.02 then null else pick(h(p.id * 100 + n, 146), 'wine', 'wine', 'beer', 'soft_drinks', 'soft_drinks', 'snacks', 'programmes') end as category) as c cross join lateral (select 1 + floor(4 * power(h(p.id * 100 + n, 147), 2))::int as qty) as q
where p.status = 'played' and p.kind <> 'dress_rehearsal';

create table house.shifts (id bigint primary key, employee_id bigint not null references house.employees, cover_id bigint references house.employees, performance_id bigint references art.performances, stage_id bigint references house.stages, duty text not null, status text not null, starts_at timestamptz not null, planned_hours numeric(4,2) not null, worked_hours numeric(4,2));
insert into house.shifts
select row_number() over (order by p.starts_at, p.id, n), e.id, case when s.state in ('sick', 'no_show') and h(p.id * 20 + n, 156) < 0.7 then c.id end, p.id, p.stage_id, duty, s.state, p.starts_at - interval '90 minutes', q.hours, case when s.state = 'worked' then q.hours + floor(7 * power(h(p.id * 20 + n, 154), 3))::int * 0.25 end
from art.performances p cross join lateral (select (p.starts_at at time zone 'Europe/Zurich')::date as day) as d cross join lateral generate_series(1, case p.stage_id when 1 then 8 when 2 then 5 else 3 end) as n
cross join lateral (select case when n <= 2 then 'technical' when n <= 5 then 'front_of_house' when n = 6 then 'box_office' else 'bar' end as duty) as x cross join lateral (select case duty when 'technical' then 5.5 when 'box_office' then 4.5 else 4 end::numeric(4,2) as hours) as q
cross join lateral (select m.id from house.employees m where m.job = case duty when 'technical' then 'stage_technician' when 'front_of_house' then 'usher' when 'box_office' then 'box_office_clerk' else 'bartender' end and m.hired_on <= day and coalesce(m.left_on, date '2099-01-01') > day order by h(m.id * 100000 + p.id * 20 + n, 151), m.id limit 1) as e
left join lateral (select m.id from house.employees m where m.job = case duty when 'technical' then 'stage_technician' when 'front_of_house' then 'usher' when 'box_office' then 'box_office_clerk' else 'bartender' end and m.id <> e.id and m.hired_on <= day and coalesce(m.left_on, date '2099-01-01') > day order by h(m.id * 100000 + p.id * 20 + n, 152), m.id limit 1) as c on true
cross join lateral (select case when day > '2026-11-20' then 'planned' when h(p.id * 20 + n, 153) < 0.045 then 'sick' when h(p.id * 20 + n, 153) < 0.055 then 'no_show' else 'worked' end as state) as s
where p.status <> 'cancelled' and day <= '2026-12-06';

create table house.rentals (id bigint primary key, rental_no text not null unique, stage_id bigint not null references house.stages, client text not null, event_kind text, status text not null, requested_on date not null, starts_at timestamptz not null, hours int not null, price_cents int not null, deposit_cents int not null, handled_by_id bigint references house.employees, cancelled_on date);
insert into house.rentals
select i, 'R' || lpad(i::text, 4, '0'), 1 + floor(3 * power(h(i, 161), 1.1))::int, (array['Rheinpharm', 'Novabank', 'University of Basel', 'Green Party', 'Swim Club Rhy', 'Hafenlogistik', 'Choir of St. Alban', 'Art Fair Days'])[1 + floor(8 * power(h(i, 162), 1.3))::int], case when h(i, 163) < 0.06 then null else pick(h(i, 164), 'conference', 'conference', 'wedding', 'concert', 'film_shoot', 'party') end,
  s.state, d - 25 - floor(110 * h(i, 165))::int, (d + time '08:00' + interval '30 minutes' * floor(22 * h(i, 166))) at time zone 'Europe/Zurich', 3 + floor(9 * h(i, 167))::int, (case 1 + floor(3 * power(h(i, 161), 1.1))::int when 1 then 38000 when 2 then 21000 else 15000 end) * (3 + floor(9 * h(i, 167))::int), 50000 * (1 + i % 3), case when h(i, 168) > 0.1 then 7 + floor(5 * h(i, 169))::int end, case when s.state = 'cancelled' then d - 5 - floor(18 * h(i, 170))::int end
from (select i, date '2024-08-20' + floor(i * 3.9)::int as d from generate_series(1, 235) as i) as x cross join lateral (select case when h(i, 171) < 0.09 and d - 5 <= '2026-11-20' then 'cancelled' when d > '2026-11-20' and h(i, 171) < 0.45 then 'option' when d > '2026-11-20' then 'confirmed' else 'done' end as state) as s;

create table art.survey_responses (id bigint primary key, performance_id bigint not null references art.performances, customer_id bigint references box.customers, answered_at timestamptz not null, stars int, would_recommend int, wrote_comment boolean not null, is_duplicate boolean not null);
insert into art.survey_responses
select row_number() over (order by t.id), t.performance_id, b.customer_id, t.scanned_at + interval '1 hour' * floor(3 + 70 * power(h(t.id, 181), 2)), case when h(t.id, 182) > 0.04 then least(5, greatest(1, round(4.9 - 3.2 * power(h(t.id, 183), 1.6) - 0.8 * power(h(p.production_id, 184), 2))))::int end, case when h(t.id, 185) > 0.1 then least(10, greatest(0, round(10.4 - 7 * power(h(t.id, 183), 1.5) - 2 * power(h(p.production_id, 184), 2) + h(t.id, 186))))::int end, h(t.id, 187) < 0.27, h(t.id, 188) < 0.02
from box.tickets t join box.bookings b on b.id = t.booking_id join art.performances p on p.id = t.performance_id where t.scanned_at is not null and not t.is_void and b.channel = 'web' and h(t.id, 180) < 0.12 and t.scanned_at < '2026-11-17';

set session_replication_role = origin;
