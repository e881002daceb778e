-- Kino Polana, a chain of cinemas in Poland and the Czech Republic, as it stands on 2026-11-21: a hold-out set's warehouse. Written by hand, made of nothing but
-- generate_series and a hash of ids, so that every run gives the same rows. Times are local to Europe/Warsaw; amounts are in the currency of the country (PLN or CZK).
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema cin;
create schema fin;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- what there is
create table cin.sites (id bigint primary key, name text not null unique, city text not null, country text not null, currency text not null, screens int not null, opened_on date not null, closed_on date, is_test boolean not null);
insert into cin.sites values
  (1, 'Warszawa Arkadia', 'Warszawa', 'PL', 'PLN', 10, '2004-05-14', null, false), (2, 'Warszawa Praga', 'Warszawa', 'PL', 'PLN', 7, '2011-09-02', null, false), (3, 'Krakow Rynek', 'Krakow', 'PL', 'PLN', 8, '2007-03-23', null, false),
  (4, 'Wroclaw Odra', 'Wroclaw', 'PL', 'PLN', 6, '2012-10-19', null, false), (5, 'Gdansk Marina', 'Gdansk', 'PL', 'PLN', 6, '2015-06-12', null, false), (6, 'Poznan Stary Browar', 'Poznan', 'PL', 'PLN', 5, '2009-11-27', null, false),
  (7, 'Lodz Fabryka', 'Lodz', 'PL', 'PLN', 4, '2006-02-10', '2026-03-31', false), (8, 'Praha Letna', 'Praha', 'CZ', 'CZK', 8, '2013-04-05', null, false), (9, 'Brno Spilberk', 'Brno', 'CZ', 'CZK', 6, '2016-09-16', null, false),
  (10, 'Ostrava Vitkov', 'Ostrava', 'CZ', 'CZK', 4, '2025-02-14', null, false), (11, 'Plzen Plaza', 'Plzen', 'CZ', 'CZK', 5, '2026-12-04', null, false), (12, 'Training Cinema', 'Warszawa', 'PL', 'PLN', 1, '2020-01-01', null, true);

create table cin.films (id bigint primary key, title text not null unique, distributor text, genre text, origin text not null, age_rating text not null, runtime_minutes int not null, released_on date not null);
insert into cin.films
select i, (array['Silent', 'Golden', 'Last', 'Broken', 'Paper', 'Winter', 'Second', 'Hidden', 'Electric', 'Distant'])[1 + i % 10] || ' ' || (array['River', 'Orchard', 'Signal', 'Empire', 'Garden', 'Horizon', 'Letter', 'Station'])[1 + i % 8] || case when i > 40 then ' II' else '' end,
  case when i % 17 = 5 then null else (array['Vistula Films', 'Kino Swiat', 'Bohemia Pictures', 'Northlight', 'Monolith', 'Falcon', 'Aurora'])[1 + floor(7 * power(h(i, 2), 1.4))::int] end,
  case when i % 13 = 4 then null else pick(h(i, 3), 'drama', 'comedy', 'comedy', 'animation', 'action', 'action', 'horror', 'documentary') end, pick(h(i, 4), 'US', 'US', 'US', 'PL', 'PL', 'CZ', 'FR'), pick(h(i, 5), 'all', '7+', '12+', '12+', '15+', '18+'), 82 + floor(80 * h(i, 6))::int, date '2024-03-01' + 14 * (i - 1)::int
from generate_series(1, 74) as i;

create table fin.fx_rates (currency text not null, month date not null, pln numeric(8,5) not null, primary key (currency, month));
insert into fin.fx_rates
select 'PLN', m::date, 1 from generate_series(timestamp '2024-01-01', timestamp '2026-11-01', interval '1 month') as m
union all
select 'CZK', m::date, round((0.172 + 0.004 * sin(extract(epoch from m) / 9000000) + 0.002 * h(extract(epoch from m)::bigint, 9))::numeric, 5) from generate_series(timestamp '2024-01-01', timestamp '2026-11-01', interval '1 month') as m;

-- ---------------------------------------------------------------- loyalty members
create table cin.members (id bigint primary key, member_no text not null unique, full_name text not null, email text, tier text, country text not null, gender text, born_on date, joined_on date not null, left_on date, newsletter boolean not null, is_test boolean not null);
insert into cin.members
select i, 'M' || lpad(i::text, 5, '0'), 'Member ' || i, case when h(i, 11) < 0.9 then 'member' || i || '@mail.example' end, case when h(i, 12) < 0.03 then null when h(i, 13) < 0.62 then 'bronze' when h(i, 13) < 0.88 then 'silver' else 'gold' end,
  case when h(i, 14) < 0.68 then 'PL' else 'CZ' end, case when h(i, 15) < 0.94 then pick(h(i, 16), 'female', 'male') end, case when h(i, 17) < 0.9 then date '1948-01-01' + floor(22600 * power(h(i, 18), 0.7))::int end,
  date '2023-05-01' + floor(1299 * power(h(i, 19), 0.9))::int, null, h(i, 20) < 0.63, h(i, 21) < 0.014
from generate_series(1, 2600) as i;
update cin.members set left_on = joined_on + 90 + floor(700 * h(id, 23))::int where h(id, 22) < 0.2 and joined_on + 90 + floor(700 * h(id, 23))::int <= '2026-11-19';

-- ---------------------------------------------------------------- screenings and tickets
create table cin.screenings (id bigint primary key, site_id bigint not null references cin.sites, film_id bigint references cin.films, screen_no int not null, screen_kind text not null, seats int not null, starts_at timestamptz not null, version text, format text not null, status text not null, cancel_reason text);
with raw as (
  select i, case when h(i, 31) < 0.01 then 12 else (array[1, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 8, 8, 9, 9, 10])[1 + floor(21 * h(i, 32))::int] end as site, date '2024-04-01' + floor(964 * h(i, 33))::int as day from generate_series(1, 5600) as i
), kept as (
  select r.*, 1 + floor(s.screens * h(i, 34))::int as screen from raw r join cin.sites s on s.id = r.site where day >= s.opened_on and (s.closed_on is null or day <= s.closed_on) and day <= '2026-11-20'
)
insert into cin.screenings
select i, site, case when h(i, 35) < 0.015 then null else greatest(1, (day - date '2024-03-01') / 14 + 1 - floor(6 * power(h(i, 36), 1.5))::int) end, screen, case when screen = 1 and site in (1, 3, 8) then 'imax' when screen = 2 and site <> 10 then 'vip' else 'standard' end,
  case when screen = 1 and site in (1, 3, 8) then 180 when screen = 2 and site <> 10 then 36 else 60 + 20 * ((site * 3 + screen * 5) % 4)::int end,
  (day + case when h(i, 37) < 0.03 then time '00:15' else time '10:00' + interval '15 minutes' * floor(52 * power(h(i, 38), 0.7)) end) at time zone 'Europe/Warsaw',
  case when h(i, 39) < 0.04 then null else pick(h(i, 40), 'dubbed', 'dubbed', 'subtitled', 'subtitled', 'subtitled', 'original') end, case when h(i, 41) < 0.17 then '3D' else '2D' end,
  case when h(i, 42) < 0.035 then 'cancelled' else 'held' end, case when h(i, 42) < 0.035 and h(i, 43) < 0.85 then pick(h(i, 44), 'technical', 'technical', 'no_audience', 'weather') end
from kept;

create table cin.tickets (id bigint primary key, screening_id bigint not null references cin.screenings, member_id bigint references cin.members, kind text not null, channel text not null, quantity int not null, amount_local numeric(10,2) not null, currency text not null, sold_at timestamptz not null, rate_month date not null, status text not null, refunded_on date);
with lines as (
  select s.id * 20 + n as i, s.id as screening, s.starts_at, (s.starts_at at time zone 'Europe/Warsaw')::date as day, s.status, s.screen_kind, s.format, t.currency, t.country
  from cin.screenings s join cin.sites t on t.id = s.site_id cross join lateral generate_series(1, floor(11 * power(h(s.id, 51), 1.1) * case when extract(isodow from s.starts_at at time zone 'Europe/Warsaw') >= 5 then 1.25 else 0.85 end)::int) as n
), typed as (
  select *, case when h(i, 52) < 0.5 then 'adult' when h(i, 52) < 0.7 then 'student' when h(i, 52) < 0.85 then 'child' when h(i, 52) < 0.94 then 'senior' else 'free' end as kind, 1 + floor(5 * power(h(i, 53), 1.6))::int as q,
    starts_at - interval '1 minute' * (5 + floor(14000 * power(h(i, 54), 5))) as sold, 1 + floor(2600 * power(h(i, 56), 1.3))::int as member from lines
)
insert into cin.tickets
select i, screening, m.id, kind, pick(h(i, 57), 'app', 'app', 'app', 'web', 'web', 'box_office', 'box_office', 'kiosk'), q,
  case when kind = 'free' then 0 else round((q * case kind when 'adult' then 29 when 'student' then 23 when 'child' then 19 else 20 end * case screen_kind when 'vip' then 1.9 when 'imax' then 1.4 else 1 end * case when format = '3D' then 1.12 else 1 end
    * case when typed.country = 'CZ' then 7.1 else 1 end * case when day >= '2026-04-01' then 1.06 else 1 end)::numeric, 2) end,
  currency, sold, date_trunc('month', sold at time zone 'Europe/Warsaw')::date, case when status = 'cancelled' or h(i, 58) < 0.02 then 'refunded' else 'valid' end,
  case when status = 'cancelled' then least(day + floor(4 * h(i, 59))::int, date '2026-11-20') when h(i, 58) < 0.02 then (sold at time zone 'Europe/Warsaw')::date end
from typed left join cin.members m on m.id = typed.member and h(i, 55) < 0.6 and m.joined_on <= (typed.sold at time zone 'Europe/Warsaw')::date and (m.left_on is null or m.left_on > day) and not m.is_test and m.country = typed.country;

-- ---------------------------------------------------------------- snack bar: lines of receipts
create table cin.snack_sales (id bigint primary key, site_id bigint not null references cin.sites, member_id bigint references cin.members, receipt_no text not null, item_group text not null, quantity int not null, amount_local numeric(10,2) not null, currency text not null, sold_at timestamptz not null, rate_month date not null, is_void boolean not null);
with raw as (
  select i, (i * 5 + floor(3 * h(i, 60))::int) / 8 as receipt from generate_series(1, 9800) as i
), placed as (
  select i, receipt, case when h(receipt, 61) < 0.008 then 12 else (array[1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 8, 8, 9, 9, 10])[1 + floor(19 * h(receipt, 62))::int] end as site, date '2024-04-01' + floor(964 * power(h(receipt, 63), 0.93))::int as day,
    interval '1 minute' * (600 + floor(835 * power(h(receipt, 64), 0.7))) as tod, pick(h(i, 65), 'popcorn', 'popcorn', 'popcorn', 'soft_drinks', 'soft_drinks', 'nachos', 'sweets', 'coffee', 'beer') as item, 1 + floor(3 * power(h(i, 66), 1.8))::int as q from raw
)
insert into cin.snack_sales
select i, site, m.id, 'R' || lpad(receipt::text, 6, '0'), item, q,
  round((q * case item when 'popcorn' then 19 when 'soft_drinks' then 12 when 'nachos' then 23 when 'sweets' then 9 when 'coffee' then 11 else 15 end * (0.85 + 0.3 * h(i, 67)) * case when s.country = 'CZ' then 6.6 else 1 end * case when day >= '2026-01-01' then 1.05 else 1 end)::numeric, 2),
  s.currency, (day + tod) at time zone 'Europe/Warsaw', date_trunc('month', day)::date, h(receipt, 68) < 0.022
from placed join cin.sites s on s.id = placed.site left join cin.members m on m.id = 1 + floor(2600 * h(receipt, 69))::int and h(receipt, 70) < 0.45 and m.joined_on <= placed.day and m.left_on is null and not m.is_test and m.country = s.country
where day <= '2026-11-20' and day >= s.opened_on and (s.closed_on is null or day <= s.closed_on);

-- ---------------------------------------------------------------- vouchers: sold at one site (or online), redeemed at another
create table cin.vouchers (id bigint primary key, voucher_no text not null unique, kind text not null, sold_site_id bigint references cin.sites, redeemed_site_id bigint references cin.sites, value_local numeric(8,2) not null, currency text not null, sold_at timestamptz not null, rate_month date not null, expires_on date not null, redeemed_on date, status text not null);
with raw as (
  select i, date '2024-04-01' + floor(964 * h(i, 81))::int as d0, (array[1, 1, 2, 3, 3, 4, 5, 6, 8, 8, 9])[1 + floor(11 * h(i, 82))::int] as site from generate_series(1, 2300) as i
), dated as (
  select i, site, case when h(i, 83) < 0.3 then make_date(extract(year from d0)::int, 12, 1 + floor(23 * h(i, 84))::int) else d0 end as day from raw
), fated as (
  select d.*, s.currency, s.country, day + 3 + floor(400 * power(h(i, 85), 1.7))::int as used, h(i, 86) as fate from dated d join cin.sites s on s.id = d.site where day between '2024-04-01' and '2026-11-20'
)
insert into cin.vouchers
select i, 'V' || lpad(i::text, 5, '0'), pick(h(i, 87), 'gift', 'gift', 'gift', 'corporate', 'promo'), case when h(i, 88) < 0.35 then null else site end,
  case when fate > 0.02 and fate < 0.8 and used <= least(day + 364, date '2026-11-20') then case when country = 'CZ' then case when h(i, 89) < 0.7 then 8 else 9 end when h(i, 90) < 0.6 and site <> 7 then site else 1 + floor(6 * h(i, 91))::int end end,
  (case when country = 'CZ' then 250 else 35 end) * (1 + floor(5 * power(h(i, 92), 2))), currency, (day + time '00:20' + interval '1 minute' * floor(1400 * h(i, 93))) at time zone 'Europe/Warsaw', date_trunc('month', day)::date, day + 365,
  case when fate > 0.02 and fate < 0.8 and used <= least(day + 364, date '2026-11-20') then used end,
  case when fate <= 0.02 then 'void' when fate < 0.8 and used <= least(day + 364, date '2026-11-20') then 'redeemed' when day + 365 <= '2026-11-20' then 'expired' else 'open' end
from fated;

-- What is open at the end of a month, by site: unredeemed vouchers and points of loyalty members. Points are written since 2025 only.
create table fin.site_months (month date not null, site_id bigint not null references cin.sites, open_vouchers_local numeric(12,2) not null, currency text not null, loyalty_points bigint, primary key (month, site_id));
insert into fin.site_months
select m::date, s.id, round((case when s.country = 'CZ' then 7 else 1 end * (2500 + 700 * s.screens + 900 * h(s.id * 1000 + extract(year from m)::bigint * 12 + extract(month from m)::bigint, 95) + case when extract(month from m) in (12, 1) then 4200 else 0 end))::numeric, 2), s.currency,
  case when m >= '2025-01-01' then 4000 + 900 * s.screens + floor(1500 * h(s.id * 1000 + extract(year from m)::bigint * 12 + extract(month from m)::bigint, 96))::int + 60 * ((extract(year from m)::int - 2025) * 12 + extract(month from m)::int) end
from generate_series(timestamp '2024-04-01', timestamp '2026-10-01', interval '1 month') as m join cin.sites s on not s.is_test and s.opened_on <= (m + interval '1 month' - interval '1 day')::date and (s.closed_on is null or s.closed_on >= (m + interval '1 month')::date);

-- ---------------------------------------------------------------- shifts, rentals, complaints
create table cin.shifts (id bigint primary key, site_id bigint not null references cin.sites, employee_no text not null, role text not null, worked_on date not null, planned_hours numeric(4,1) not null, worked_hours numeric(4,1), status text not null);
with raw as (
  select i, (array[1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 8, 9, 9, 10, 12])[1 + floor(17 * h(i, 101))::int] as site, date '2025-01-01' + floor(689 * h(i, 102))::int as day, floor(14 * h(i, 103))::int as who, h(i, 104) as fate from generate_series(1, 5200) as i
)
insert into cin.shifts
select i, site, 'E' || lpad((site * 20 + who)::text, 4, '0'), case when who = 0 then 'manager' when who < 5 then 'bar' when who < 9 then 'box_office' when who < 11 then 'projection' else 'cleaning' end, day, p.hours,
  case when fate < 0.055 or fate > 0.98 then null else p.hours + round((-0.5 + 1.6 * h(i, 106))::numeric, 1) end, case when fate < 0.055 then 'sick' when fate > 0.98 then 'no_show' else 'worked' end
from raw join cin.sites s on s.id = raw.site cross join lateral (select (4 + 2 * floor(3 * h(i, 105)))::numeric as hours) as p where day >= s.opened_on and (s.closed_on is null or day <= s.closed_on) and day <= '2026-11-20';

create table cin.rentals (id bigint primary key, rental_no text not null unique, site_id bigint not null references cin.sites, company text not null, purpose text, booked_on date not null, event_on date not null, guests int, fee_local numeric(10,2) not null, currency text not null, rate_month date not null, status text not null);
with raw as (
  select i, (array[1, 1, 1, 2, 3, 3, 4, 5, 6, 8, 8, 9])[1 + floor(12 * h(i, 111))::int] as site, date '2024-04-03' + floor(961 * h(i, 112))::int as day, h(i, 113) as fate from generate_series(1, 620) as i
)
insert into cin.rentals
select i, 'H' || lpad(i::text, 4, '0'), site, (array['Alfa Logistyka', 'Baltic Energy', 'Ceska Pojistovna', 'Delta Soft', 'Elbe Motors', 'Fundacja Jutro', 'Gromada Bank', 'Hanza Retail', 'Iskra Telecom', 'Jantar Foods', 'Kovar Steel', 'Lumen Studio'])[1 + floor(12 * power(h(i, 114), 1.3))::int],
  case when h(i, 115) < 0.05 then null else pick(h(i, 116), 'conference', 'conference', 'private_screening', 'private_screening', 'gaming', 'product_launch') end, day - 5 - floor(80 * h(i, 117))::int, day, case when h(i, 118) < 0.92 then 15 + floor(160 * h(i, 119))::int end,
  round((case when s.country = 'CZ' then 6.8 else 1 end * (1200 + 5200 * power(h(i, 120), 1.8)))::numeric, 2), s.currency, date_trunc('month', day)::date, case when fate < 0.12 then 'offer' when fate < 0.22 then 'cancelled' else 'confirmed' end
from raw join cin.sites s on s.id = raw.site where day <= '2026-11-20';

create table cin.complaints (id bigint primary key, site_id bigint references cin.sites, member_id bigint references cin.members, topic text not null, channel text not null, received_on date not null, resolved_on date, compensated boolean, is_spam boolean not null);
with raw as (
  select i, date '2024-04-02' + floor(963 * power(h(i, 121), 0.9))::int as day from generate_series(1, 980) as i
), timed as (select *, day + 1 + floor(38 * power(h(i, 122), 1.6))::int as done from raw where day <= '2026-11-20')
insert into cin.complaints
select i, case when h(i, 123) < 0.08 then null else (array[1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 8, 9])[1 + floor(13 * h(i, 124))::int] end, m.id, pick(h(i, 126), 'sound_or_picture', 'sound_or_picture', 'cleanliness', 'staff', 'snack_bar', 'tickets', 'tickets', 'temperature'),
  pick(h(i, 127), 'email', 'email', 'web_form', 'at_the_site', 'phone'), day, case when done <= '2026-11-20' then done end, case when done <= '2026-11-20' then h(i, 128) < 0.41 end, h(i, 129) < 0.03
from timed left join cin.members m on m.id = 1 + floor(2600 * h(i, 125))::int and h(i, 130) < 0.55 and m.joined_on <= timed.day and not m.is_test;

set session_replication_role = origin;
