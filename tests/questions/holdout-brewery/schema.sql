-- Tarnside Brewing, a brewer with breweries in Kendal and Leeds and five taprooms, as it stands on 2026-11-21: a hold-out set's warehouse. Written by hand, made of
-- nothing but generate_series and a hash of ids, so that every run gives the same rows. Times are local to Europe/London; orders, taprooms, deposits, duty and costs
-- are in pence GBP, invoices and credit notes in cents of the customer's currency (GBP or EUR).
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema org;
create schema brew;
create schema trade;
create schema tap;
create schema fin;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- sites and people
create table org.sites (id bigint primary key, name text not null unique, kind text not null, city text not null, opened_on date not null, closed_on date, seats int);
insert into org.sites values (1, 'Kendal Brewery', 'brewery', 'Kendal', '2004-05-10', null, null), (2, 'Leeds Brewery', 'brewery', 'Leeds', '2016-02-01', null, null), (3, 'Kendal Tap', 'taproom', 'Kendal', '2012-06-01', null, 60),
  (4, 'Leeds Dock', 'taproom', 'Leeds', '2016-09-02', null, 140), (5, 'Manchester Arches', 'taproom', 'Manchester', '2019-03-15', null, 110), (6, 'Newcastle Quay', 'taproom', 'Newcastle', '2021-07-23', '2026-08-30', 80), (7, 'York Walls', 'taproom', 'York', '2025-05-16', null, 90);

create table org.employees (id bigint primary key, name text not null unique, job text not null, site_id bigint references org.sites, manager_id bigint references org.employees, hired_on date not null, left_on date, hours_per_week numeric(4,1) not null);
insert into org.employees
select i, (array['Alice', 'Ben', 'Carys', 'Dev', 'Esme', 'Finlay', 'Gwen', 'Harvey', 'Imogen', 'Joel', 'Kirsty', 'Luca', 'Morag'])[1 + i % 13] || ' ' || (array['Airey', 'Bibby', 'Capstick', 'Dent', 'Ellwood', 'Fawcett', 'Gaskell', 'Hodgson', 'Ireland', 'Jopson', 'Kitching', 'Lowther', 'Moffat', 'Nelson'])[1 + i % 14],
  case when i = 1 then 'managing_director' when i <= 3 then 'head_brewer' when i = 4 then 'head_of_sales' when i = 5 then 'logistics_manager' when i = 6 then 'quality_manager' when i <= 11 then 'taproom_manager' when i <= 25 then 'brewer' when i <= 40 then 'driver' when i <= 50 then 'sales_rep' when i <= 76 then 'bartender' when i <= 80 then 'lab_technician' when i <= 88 then 'packer' else 'office' end,
  case when i in (1, 4) or i between 41 and 50 or i > 88 then null when i <= 3 then i - 1 when i = 5 then 2 when i = 6 then 1 when i <= 11 then i - 4 when i <= 40 then 1 + i * i % 5 % 2 when i <= 76 then 3 + i % 5 else 1 + i % 2 end,
  null, date '2013-02-04' + floor(4700 * power(h(i, 1), 0.5))::int, null, case when i between 51 and 76 then case when h(i, 2) < 0.35 then 37.5 when h(i, 2) < 0.7 then 24 else 16 end when h(i, 2) < 0.82 then 37.5 else 22.5 end
from generate_series(1, 92) as i;
update org.employees set hired_on = date '2012-05-01' + id::int * 30 where id in (7, 8, 9, 10, 26, 27, 41, 77, 52, 53, 54, 55) or id between 12 and 15;
update org.employees set manager_id = case when id = 1 then null when id <= 6 then 1 when job = 'taproom_manager' then 4 when job in ('brewer', 'packer') then 1 + site_id when job = 'driver' then 5 when job = 'sales_rep' then 4 when job = 'bartender' then 4 + site_id when job = 'lab_technician' then 6 else 1 end;
update org.employees set left_on = date '2025-01-20' + floor(660 * h(id, 4))::int where id > 15 and id not in (26, 27, 41, 77, 52, 53, 54, 55) and h(id, 3) < 0.2 and hired_on < '2024-12-01';
update org.employees set left_on = '2026-08-31' where left_on is null and site_id = 6 and id % 2 = 0;

-- ---------------------------------------------------------------- beers, materials, recipes, tanks
create table brew.beers (id bigint primary key, code text not null unique, name text not null unique, style text, range text not null, abv numeric(3,1) not null, ibu int, is_vegan boolean not null, is_gluten_free boolean not null, launched_on date not null, retired_on date);
insert into brew.beers values
  (1, 'T01', 'Fell Runner', 'pale_ale', 'core', 4.2, 32, true, false, '2004-06-01', null), (2, 'T02', 'Slate', 'stout', 'core', 4.8, 38, true, false, '2006-10-02', null), (3, 'T03', 'Old Drover', 'bitter', 'core', 3.9, 28, false, false, '2004-06-01', null), (4, 'T04', 'Mizzle', 'ipa', 'core', 5.6, 55, true, false, '2015-04-06', null),
  (5, 'T05', 'Lakeland Lager', 'lager', 'core', 4.4, 20, true, true, '2017-05-01', null), (6, 'T06', 'Cloudberry', 'sour', 'core', 4.0, 8, true, false, '2020-06-15', null), (7, 'T07', 'Dry Stone', 'alcohol_free', 'core', 0.5, 22, true, true, '2022-01-03', null), (8, 'T08', 'Big Mizzle', 'ipa', 'core', 8.2, 70, true, false, '2019-10-14', null),
  (9, 'S01', 'Bonfire Porter', 'stout', 'seasonal', 5.4, 34, false, false, '2012-10-01', null), (10, 'S02', 'Haymaker', 'pale_ale', 'seasonal', 3.8, 26, true, false, '2013-05-06', null), (11, 'S03', 'Wassail', 'bitter', 'seasonal', 6.2, 30, false, false, '2010-11-15', null), (12, 'S04', 'Damson Sour', 'sour', 'seasonal', 4.3, 6, true, false, '2021-08-30', null),
  (13, 'C01', 'Two Tarns', 'ipa', 'collaboration', 6.5, 48, true, false, '2025-09-01', '2026-07-31'), (14, 'C02', 'Northern Line', 'lager', 'collaboration', 5.0, 24, true, false, '2026-03-02', null), (15, 'C03', 'Peat Bog', 'stout', 'collaboration', 9.1, 45, false, false, '2025-11-03', '2026-04-30'),
  (16, 'T09', 'Ginger Ghyll', null, 'core', 3.6, null, true, true, '2026-05-04', null), (17, 'T10', 'Light Drover', 'bitter', 'core', 2.8, 20, false, false, '2014-03-03', '2025-12-31'), (18, 'S05', 'Snowdrop', 'lager', 'seasonal', 4.6, 18, true, false, '2026-11-16', null);

create table brew.materials (id bigint primary key, name text not null unique, kind text not null, supplier text, country text not null, cost_pence_per_kg int not null, is_organic boolean not null, allergen text);
insert into brew.materials values
  (1, 'Maris Otter', 'malt', 'Crisp Barley Co', 'GB', 92, false, 'gluten'), (2, 'Pilsner malt', 'malt', 'Weyer', 'DE', 88, false, 'gluten'), (3, 'Crystal malt', 'malt', 'Crisp Barley Co', 'GB', 118, false, 'gluten'), (4, 'Roasted barley', 'malt', 'Crisp Barley Co', 'GB', 126, false, 'gluten'), (5, 'Torrefied wheat', 'malt', 'Crisp Barley Co', 'GB', 104, true, 'gluten'),
  (6, 'Flaked oats', 'malt', null, 'GB', 130, true, 'gluten'), (7, 'Cascade', 'hops', 'Hopfields', 'US', 2450, false, null), (8, 'Citra', 'hops', 'Hopfields', 'US', 3900, false, null), (9, 'Goldings', 'hops', 'Bines of Kent', 'GB', 1980, false, null), (10, 'Fuggles', 'hops', 'Bines of Kent', 'GB', 1840, true, null), (11, 'Saaz', 'hops', 'Hopfields', 'CZ', 2210, false, null),
  (12, 'Mosaic', 'hops', 'Hopfields', 'US', 3650, false, null), (13, 'Ale yeast', 'yeast', 'Ferment Lab', 'GB', 6200, false, null), (14, 'Lager yeast', 'yeast', 'Ferment Lab', 'GB', 6800, false, null), (15, 'Isinglass', 'finings', null, 'IE', 1500, false, 'fish'), (16, 'Lactose', 'adjunct', 'Dairy Sweet', 'IE', 310, false, 'milk'),
  (17, 'Cloudberries', 'adjunct', 'Nordic Fruit', 'SE', 1350, false, null), (18, 'Damsons', 'adjunct', 'Lyth Orchards', 'GB', 420, true, null), (19, 'Ginger root', 'adjunct', 'Nordic Fruit', 'IN', 560, true, null), (20, 'Seaweed finings', 'finings', 'Ferment Lab', 'GB', 900, false, null), (21, 'Rice hulls', 'adjunct', null, 'IT', 80, false, null);

-- Grams of a material in ten litres of beer.
create table brew.recipe_items (beer_id bigint not null references brew.beers, material_id bigint not null references brew.materials, grams int not null, changed_on date not null, primary key (beer_id, material_id));
insert into brew.recipe_items
select b, m, g, date '2023-03-01' + floor(1340 * h(b * 100 + m, 5))::int
from (values (1, '{1,3,7,8,13,20}'::int[], '{1700,120,22,14,7,2}'::int[]), (2, '{1,4,6,9,13,20}', '{1650,190,160,24,8,2}'), (3, '{1,3,9,10,13,15}', '{1550,150,18,14,7,4}'), (4, '{1,5,8,12,13,20}', '{2050,180,48,40,9,2}'), (5, '{2,11,14}', '{1780,26,10}'), (6, '{1,5,13,17}', '{1400,420,7,900}'), (7, '{2,6,8,14}', '{700,120,26,6}'),
  (8, '{1,5,8,12,13}', '{3100,260,90,80,14}'), (9, '{1,4,3,10,13,15}', '{1900,220,90,28,8,4}'), (10, '{1,5,7,13}', '{1500,140,26,7}'), (11, '{1,3,9,13,15}', '{2300,240,26,9,5}'), (12, '{1,5,13,18}', '{1450,430,7,1100}'), (13, '{1,8,12,13}', '{2350,60,50,10}'), (14, '{2,11,14}', '{1950,32,11}'), (15, '{1,4,6,10,13,16}', '{3200,420,280,40,14,380}'),
  (16, '{2,19,14}', '{1250,310,8}'), (17, '{1,3,9,13,15}', '{1100,90,16,6,4}'), (18, '{2,11,14,20}', '{1820,24,10,2}')) as r (b, ms, gs)
cross join lateral unnest(ms, gs) as x (m, g);

create table brew.tanks (id bigint primary key, name text not null unique, site_id bigint not null references org.sites, kind text not null, capacity_l int not null, installed_on date not null, scrapped_on date);
insert into brew.tanks
select i, case when i <= 11 then 'K' else 'L' end || lpad(case when i <= 11 then i else i - 11 end::text, 2, '0'), case when i <= 11 then 1 else 2 end, case when i % 4 = 3 then 'bright' when i % 7 = 5 then 'conditioning' else 'fermenter' end, (array[3000, 6000, 6000, 10000])[1 + (i * i) % 4], case when i <= 11 then date '2004-05-10' + i * 300 else date '2016-02-01' + (i - 11) * 200 end, case when i = 2 then date '2026-02-13' when i = 13 then date '2025-06-30' end
from generate_series(1, 22) as i;

-- ---------------------------------------------------------------- batches and quality checks
create table brew.batches (
  id bigint primary key, batch_no text not null unique, beer_id bigint not null references brew.beers, site_id bigint not null references org.sites, tank_id bigint references brew.tanks, brewer_id bigint references org.employees, status text not null, brewed_at timestamptz not null, packaged_on date, planned_l int not null, brewed_l int, packaged_l int, dump_reason text, is_pilot boolean not null
);
with raw as (
  select i, date '2024-11-04' + floor(747 * h(i, 21))::int as day, 1 + floor(18 * power(h(i, 22), 1.5))::int as beer, case when h(i, 23) < 0.57 then 1 else 2 end as site from generate_series(1, 1750) as i
), fit as (
  select raw.*, b.style, b.range, case when b.style = 'lager' then 34 when b.abv > 8 then 30 else 17 end + floor(8 * h(i, 24))::int as days from raw join brew.beers b on b.id = beer
  where day >= launched_on - 60 and day < coalesce(retired_on, date '2099-01-01') and extract(isodow from day) < 7
    and (range <> 'seasonal' or extract(month from day) = any (case beer when 9 then '{8,9,10,11}'::int[] when 10 then '{3,4,5,6,7}' when 11 then '{10,11,12}' when 12 then '{7,8,9,10}' else '{9,10,11}' end))
), tanked as (
  select fit.*, t.id as tank, t.capacity_l, (fit.day + time '05:30' + interval '10 minutes' * floor(60 * h(i, 25))) at time zone 'Europe/London' as at,
    case when h(i, 26) < 0.035 then 'dumped' when h(i, 26) < 0.06 then 'cancelled' when fit.day + fit.days > '2026-11-20' then case when fit.day > '2026-11-06' then 'fermenting' else 'conditioning' end else 'packaged' end as status
  from fit cross join lateral (select * from brew.tanks t where t.site_id = fit.site and t.kind <> 'bright' and (t.scrapped_on is null or t.scrapped_on > fit.day) order by h(t.id * 10000 + i, 27) limit 1) as t
), sized as (select *, round(capacity_l * (0.86 + 0.1 * h(i, 28)))::int as planned, h(i, 29) as r from tanked)
insert into brew.batches
select row_number() over (order by at, i), 'B' || lpad((row_number() over (order by at, i))::text, 4, '0'), beer, site, case when h(i, 30) > 0.03 then tank end, case when h(i, 31) > 0.04 then 12 + floor(14 * h(i, 32))::int end, status, at, case when status = 'packaged' then day + days end, planned,
  case when status <> 'cancelled' then round(planned * (0.93 + 0.09 * r))::int end, case status when 'packaged' then round(planned * (0.93 + 0.09 * r) * (0.97 - 0.11 * power(h(i, 33), 2) - case when style = 'ipa' then 0.03 else 0 end))::int when 'dumped' then 0 end,
  case when status = 'dumped' and h(i, 34) > 0.15 then pick(h(i, 35), 'infection', 'infection', 'off_flavour', 'equipment', 'oxidation') end, h(i, 36) < 0.04
from sized;

create table brew.quality_checks (id bigint primary key, batch_id bigint not null references brew.batches, kind text not null, checked_at timestamptz not null, checked_by_id bigint references org.employees, result text, value numeric(7,3), is_void boolean not null);
with raw as (
  select b.id as b, n, b.id * 10 + n as k, (array['gravity', 'ph', 'gravity', 'taste', 'microbiology', 'co2'])[n] as kind, b.brewed_at + interval '1 day' * (n * 2.6) + interval '1 minute' * floor(300 * h(b.id * 10 + n, 41)) as at from brew.batches b cross join generate_series(1, 6) as n
  where b.status <> 'cancelled' and not (n > 4 and h(b.id, 42) < 0.22) and not (n = 2 and h(b.id, 43) < 0.2)
)
insert into brew.quality_checks
select row_number() over (order by at, k), b, kind, at, case when h(k, 44) > 0.05 then case when kind = 'taste' then (array[6, 2, 3])[1 + floor(3 * h(k, 45))::int] else 77 + floor(4 * h(k, 45))::int end end,
  case when at > '2026-11-18' and kind = 'microbiology' or h(k, 46) < 0.01 then null when x.status = 'dumped' and n > 3 and h(k, 47) < 0.7 or h(k, 47) < 0.045 then 'fail' when h(k, 47) < 0.09 then 'retest' else 'pass' end,
  case kind when 'gravity' then case when n = 1 then 1.038 + 0.025 * h(k, 48) else 1.006 + 0.01 * h(k, 48) end when 'ph' then 3.9 + 0.7 * h(k, 48) when 'co2' then 1.8 + h(k, 48) when 'taste' then 4 + floor(7 * power(h(k, 48), 0.5)) end, h(k, 49) < 0.02
from raw join lateral (select status from brew.batches where id = raw.b) as x on true where at < '2026-11-21';

-- ---------------------------------------------------------------- stock: counted on Sunday evenings
create table brew.stock_counts (beer_id bigint not null references brew.beers, site_id bigint not null references org.sites, format text not null, counted_on date not null, units int not null, litres numeric(9,1) not null, minimum_units int, primary key (beer_id, site_id, format, counted_on));
insert into brew.stock_counts
select b.id, s, f.format, d::date, u.units, u.units * f.l, case when b.range = 'core' then f.minimum end
from brew.beers b cross join generate_series(1, 2) as s cross join (values ('keg_30', 30, 40), ('keg_50', 50, 20), ('cask', 41, 25), ('cans', 7.92, 120), ('bottles', 6, 90)) as f (format, l, minimum) cross join generate_series(timestamp '2024-11-03', timestamp '2026-11-15', interval '7 days') as d
cross join lateral (select round(f.minimum * (0.35 + 2.9 * power(h(b.id * 100000 + s * 20000 + length(f.format) * 1000 + (d::date - date '2024-11-03') / 7 * 7 + f.minimum, 51), 1.3)))::int as units) as u
where d::date >= b.launched_on and d::date < coalesce(b.retired_on + 30, date '2099-01-01') and (b.style is distinct from 'lager' or f.format <> 'cask') and (b.range <> 'collaboration' or f.format in ('keg_30', 'cans')) and (b.id + s + length(f.format)) % 5 <> 0;

-- ---------------------------------------------------------------- customers
create table trade.customers (
  id bigint primary key, customer_no text not null unique, name text not null, type text, country text not null, city text, currency text not null, head_office_id bigint references trade.customers, account_manager_id bigint references org.employees, payment_days int not null, since date not null, closed_on date, is_test boolean not null, deleted_at timestamptz
);
insert into trade.customers
select i, 'C' || lpad(i::text, 4, '0'), (array['Bracken Inns', 'Northgate Pubs', 'Corner Larder', 'Albion Taverns', 'Hopscotch', 'Delft Bier'])[i], (array['pub', 'pub', 'shop', 'pub', 'shop', 'wholesaler'])[i], case when i = 6 then 'NL' else 'GB' end, (array['Carlisle', 'Leeds', 'Manchester', 'Newcastle', 'York', 'Utrecht'])[i], case when i = 6 then 'EUR' else 'GBP' end, null, 41, (array[30, 30, 45, 30, 14, 60])[i], date '2014-01-06' + i * 210, null, false, null
from generate_series(1, 6) as i;
insert into trade.customers
select i, 'C' || lpad(i::text, 4, '0'), case when i <= 110 then (array['Bracken Inns', 'Northgate Pubs', 'Corner Larder', 'Albion Taverns', 'Hopscotch'])[1 + i % 5] || ' ' || (array['High Street', 'Station', 'Market', 'Riverside', 'Church Lane', 'Mill', 'Castle', 'Parkside', 'Old Town', 'Harbour', 'Bridge'])[1 + i / 5 % 11] || case when i >= 62 then ' II' else '' end
  else (array['The Red', 'The Black', 'The White', 'The Golden', 'The Blue', 'The Drunken', 'The Lonely', 'The Royal'])[1 + i % 8] || ' ' || (array['Lion', 'Bull', 'Swan', 'Fleece', 'Heron', 'Anchor', 'Plough', 'Oak', 'Hare', 'Ram', 'Otter'])[1 + i % 11] || case when i >= 199 then ' ' || i else '' end end,
  case when i <= 110 then (array['pub', 'pub', 'shop', 'pub', 'shop'])[1 + i % 5] when h(i, 61) < 0.06 then null else pick(h(i, 62), 'pub', 'pub', 'pub', 'restaurant', 'shop', 'wholesaler') end, x.country,
  case when h(i, 64) < 0.04 then null else case x.country when 'IE' then pick(h(i, 65), 'Dublin', 'Cork') when 'NL' then pick(h(i, 65), 'Utrecht', 'Rotterdam') else pick(h(i, 65), 'Leeds', 'Leeds', 'Manchester', 'Manchester', 'York', 'Newcastle', 'Carlisle', 'Kendal', 'Lancaster', 'Sheffield') end end,
  case when x.country = 'GB' or i % 17 = 0 then 'GBP' else 'EUR' end, case when i <= 110 then 1 + i % 5 end, case when h(i, 66) > 0.07 then 41 + floor(10 * h(i, 67))::int end, case when h(i, 68) < 0.5 then 14 else 30 end,
  case when h(i, 69) < 0.78 then date '2015-01-05' + floor(3550 * h(i, 70))::int else date '2024-11-04' + floor(740 * h(i, 70))::int end, null, i in (140, 221), case when i in (133, 177, 218) then timestamptz '2026-03-03 10:15:00+00' + interval '31 days' * (i % 5) end
from generate_series(7, 230) as i cross join lateral (select case when i > 110 and h(i, 63) < 0.1 then 'IE' when i > 110 and h(i, 63) < 0.16 then 'NL' else 'GB' end as country) as x;
update trade.customers set name = name || ' (test)' where is_test;
update trade.customers set closed_on = date '2025-01-15' + floor(650 * h(id, 71))::int where id > 6 and h(id, 72) < 0.12 and since < '2024-11-01' and not is_test;

-- ---------------------------------------------------------------- orders
create table trade.orders (
  id bigint primary key, order_no text not null unique, customer_id bigint not null references trade.customers, billed_to_id bigint not null references trade.customers, channel text not null, taken_by_id bigint references org.employees, status text not null, ordered_at timestamptz not null, delivery_date date not null, cancel_reason text, deleted_at timestamptz
);
with raw as (
  select i, 7 + floor(224 * power(h(i, 81), 1.15))::int as c, date '2024-11-01' + floor(750 * power(h(i, 82), 0.93))::int as day from generate_series(1, 10800) as i
), kept as (
  select raw.*, cu.*, (day + time '07:10' + interval '1 minute' * floor(720 * h(i, 83))) at time zone 'Europe/London' as at, day + 2 + floor(4 * h(i, 84))::int as due from raw join trade.customers cu on cu.id = c where cu.deleted_at is null and day >= cu.since and day < coalesce(cu.closed_on, date '2099-01-01') and extract(isodow from day) < 7
)
insert into trade.orders
select row_number() over (order by at, i), 'A' || lpad((row_number() over (order by at, i))::text, 5, '0'), c, case when head_office_id is not null and h(i, 85) < 0.93 then head_office_id when head_office_id is not null and h(i, 85) < 0.95 then 1 + floor(5 * h(i, 86))::int else c end,
  x.channel, case when x.channel in ('phone', 'rep') and h(i, 88) > 0.03 then 41 + floor(10 * h(i, 89))::int end, x.status, at, due, case when x.status = 'cancelled' and h(i, 90) > 0.2 then pick(h(i, 91), 'out_of_stock', 'out_of_stock', 'double_order', 'price', 'customer_closed') end, case when h(i, 92) < 0.01 then at + interval '2 days' end
from kept cross join lateral (select pick(h(i, 87), 'web_shop', 'web_shop', 'web_shop', 'phone', 'phone', 'rep', 'email') as channel, case when h(i, 93) < 0.012 then 'draft' when h(i, 93) < 0.05 then 'cancelled' when due > '2026-11-20' then 'confirmed' else 'delivered' end as status) as x;

create table trade.order_lines (
  id bigint primary key, order_id bigint not null references trade.orders, line_no int not null, beer_id bigint not null references brew.beers, format text not null, ordered_units int not null, delivered_units int not null, unit_litres numeric(6,2) not null, price_pence int not null, discount_percent numeric(4,1) not null, is_void boolean not null, unique (order_id, line_no)
);
with raw as (
  select o.*, n, o.id * 10 + n as k, 1 + (floor(18 * power(h(o.id, 101), 1.5))::int + n * 5) % 18 as beer, c.type, c.head_office_id from trade.orders o join trade.customers c on c.id = o.customer_id cross join generate_series(1, 5) as n where n <= 1 + floor(4.3 * h(o.id, 100))::int
), packed as (
  select raw.*, b.abv, case when type = 'shop' then case when h(k, 102) < 0.55 then 'cans' else 'bottles' end when b.style = 'lager' or b.range = 'collaboration' then pick(h(k, 102), 'keg_30', 'keg_50', 'cans') when type = 'restaurant' then pick(h(k, 102), 'bottles', 'cans', 'keg_30') else pick(h(k, 102), 'cask', 'cask', 'keg_30', 'keg_30', 'keg_50', 'cans', 'bottles') end as format
  from raw join brew.beers b on b.id = beer where b.launched_on <= delivery_date and delivery_date <= coalesce(b.retired_on, date '2099-01-01') and (b.range <> 'seasonal' or extract(month from delivery_date) = any (case beer when 9 then '{10,11,12,1}'::int[] when 10 then '{4,5,6,7,8}' when 11 then '{11,12,1}' when 12 then '{8,9,10,11}' else '{11,12,1,2}' end))
), priced as (
  select *, case format when 'keg_30' then 30 when 'keg_50' then 50 when 'cask' then 41 when 'cans' then 7.92 else 6 end as l, case format when 'keg_30' then 9600 when 'keg_50' then 14800 when 'cask' then 9900 when 'cans' then 4300 else 3400 end as base,
    greatest(1, round((case when format in ('cans', 'bottles') then 9 else 2.6 end) * case when type = 'wholesaler' then 4 else 1 end * (0.3 + 1.7 * power(h(k, 103), 1.6)) * case when extract(month from delivery_date) in (6, 7, 8, 12) then 1.2 else 1 end))::int as qty from packed
)
insert into trade.order_lines
select k, id, row_number() over (partition by id order by n), beer, format, qty, case when status <> 'delivered' then 0 when h(k, 104) < 0.9 then qty when h(k, 104) < 0.98 then floor(qty * (0.4 + 0.5 * h(k, 105)))::int else 0 end, l, round(base * (0.72 + 0.07 * abv) * case when delivery_date >= '2026-04-01' then 1.05 else 1 end / 10)::int * 10,
  case when head_office_id is not null then (array[6, 8, 10, 5, 4])[head_office_id] when type = 'wholesaler' then 12 when h(k, 106) < 0.15 then 2.5 else 0 end, deleted_at is not null or status = 'draft'
from priced;
delete from trade.orders o where not exists (select from trade.order_lines l where l.order_id = o.id);

-- ---------------------------------------------------------------- deliveries and kegs
create table trade.deliveries (id bigint primary key, delivery_no text not null unique, order_id bigint references trade.orders, site_id bigint not null references org.sites, driver_id bigint references org.employees, carrier text, promised_on date not null, delivered_on date, status text not null, fail_reason text, empties int not null, distance_km int, is_transfer boolean not null);
with src as (
  select o.id, o.id as o, o.delivery_date as day, o.status as state, c.country, c.city from trade.orders o join trade.customers c on c.id = o.customer_id where o.status in ('delivered', 'confirmed') and o.deleted_at is null
  -- beer for festivals: nothing was ordered
  union all select 90000 + i, null, date '2024-11-15' + i * 9, 'delivered', 'GB', null from generate_series(1, 81) as i
), timed as (select *, case when h(id, 111) < 0.86 then 0 when h(id, 111) < 0.9 then -1 else 1 + floor(3 * power(h(id, 112), 2))::int end as late from src)
insert into trade.deliveries
select row_number() over (order by day, id), 'D' || lpad((row_number() over (order by day, id))::text, 5, '0'), o, case when city in ('Leeds', 'Sheffield', 'York') or h(id, 113) < 0.25 then 2 else 1 end, case when country = 'GB' and h(id, 114) > 0.09 then 26 + floor(15 * power(h(id, 115), 1.2))::int end, case when country <> 'GB' then 'Oceanlink' when h(id, 114) <= 0.09 then 'PalletWay' end,
  day, case when state = 'confirmed' then null when h(id, 116) < 0.02 then null when day + late > '2026-11-20' then '2026-11-20' else day + late end, case when state = 'confirmed' then 'planned' when h(id, 116) < 0.02 then 'failed' else 'delivered' end, case when state <> 'confirmed' and h(id, 116) < 0.016 then pick(h(id, 117), 'nobody_there', 'nobody_there', 'refused', 'breakdown') end,
  case when state = 'delivered' and h(id, 118) < 0.55 then floor(9 * h(id, 119))::int else 0 end, case when country = 'GB' then 8 + floor(190 * power(h(id, 120), 1.4))::int end, h(id, 121) < 0.02
from timed;

create table trade.keg_loans (id bigint primary key, keg_no text not null, size_l int not null, customer_id bigint not null references trade.customers, beer_id bigint references brew.beers, lent_on date not null, due_on date not null, returned_on date, written_off_on date, deposit_pence int not null, damage text);
with src as (
  select l.id * 10 + n as k, o.customer_id, l.beer_id, l.format, o.delivery_date as day, c.country from trade.order_lines l join trade.orders o on o.id = l.order_id join trade.customers c on c.id = o.customer_id cross join generate_series(1, 8) as n where o.status = 'delivered' and not l.is_void and l.format in ('keg_30', 'keg_50', 'cask') and n <= l.delivered_units and h(l.id * 10 + n, 131) < 0.4
), timed as (select *, day + 12 + floor(70 * power(h(k, 132), 1.3))::int + case when country <> 'GB' then 25 else 0 end as back, h(k, 133) < 0.028 as gone from src)
insert into trade.keg_loans
select row_number() over (order by day, k), 'KG' || lpad(floor(6000 * h(k, 134))::int::text, 4, '0'), case format when 'keg_30' then 30 when 'keg_50' then 50 else 41 end, customer_id, case when h(k, 135) > 0.02 then beer_id end, day, day + 60, case when not gone and back <= '2026-11-20' then back end, case when gone and day + 150 <= '2026-11-20' then day + 150 end, case format when 'keg_50' then 6000 else 4500 end, case when not gone and back <= '2026-11-20' and h(k, 136) < 0.04 then pick(h(k, 137), 'dented', 'dented', 'valve', 'dirty') end
from timed;

-- ---------------------------------------------------------------- complaints: of customers, and of guests in a taproom
create table trade.complaints (id bigint primary key, complaint_no text not null unique, customer_id bigint references trade.customers, site_id bigint references org.sites, beer_id bigint references brew.beers, batch_id bigint references brew.batches, kind text, reported_at timestamptz not null, settled_on date, outcome text, refund_pence int, handled_by_id bigint references org.employees, is_duplicate boolean not null);
with raw as (
  select i, case when h(i, 141) < 0.3 then 3 + floor(5 * h(i, 142))::int end as site, date '2024-11-04' + floor(746 * h(i, 143))::int as day, 7 + floor(224 * h(i, 144))::int as c from generate_series(1, 1350) as i
), named as (
  select raw.*, case when h(i, 145) < 0.05 then null when site is not null then pick(h(i, 146), 'service', 'service', 'noise', 'taste', 'price') else pick(h(i, 146), 'late', 'late', 'taste', 'taste', 'flat', 'leaking_keg', 'wrong_item', 'invoice') end as kind, (day + time '08:20' + interval '1 minute' * floor(860 * h(i, 147))) at time zone 'Europe/London' as at, day + floor(40 * power(h(i, 148), 1.7))::int as done
  from raw left join trade.customers cu on cu.id = c left join org.sites s on s.id = site where (site is null and cu.deleted_at is null and cu.since <= day and coalesce(cu.closed_on, date '2099-01-01') > day) or (site is not null and s.opened_on <= day and coalesce(s.closed_on, date '2099-01-01') >= day)
), beered as (select *, case when kind in ('taste', 'flat', 'leaking_keg', 'wrong_item') then 1 + floor(8 * power(h(i, 149), 1.4))::int end as beer, done <= '2026-11-20' and h(i, 150) > 0.05 as settled, pick(h(i, 151), 'refunded', 'refunded', 'replaced', 'apology', 'rejected') as fate from named)
insert into trade.complaints
select row_number() over (order by at, i), 'X' || lpad((row_number() over (order by at, i))::text, 4, '0'), case when site is null then c end, site, beer, case when kind in ('taste', 'flat') and h(i, 152) > 0.25 then (select b.id from brew.batches b where b.beer_id = beer and b.status = 'packaged' and not b.is_pilot and b.packaged_on <= day order by b.packaged_on desc, b.id limit 1) end, kind, at,
  case when settled then done end, case when settled then fate end, case when settled and fate = 'refunded' then 400 + floor(16000 * power(h(i, 153), 3))::int * case when site is null then 1 else 0 end + case when site is null then 0 else floor(2500 * h(i, 153))::int end end, case when settled or h(i, 154) < 0.5 then case when site is null then 41 + floor(10 * h(i, 155))::int else 4 + site end end, h(i, 156) < 0.03
from beered;

-- ---------------------------------------------------------------- taprooms: a row per bill
create table tap.bills (id bigint primary key, bill_no text not null unique, site_id bigint not null references org.sites, served_by_id bigint references org.employees, kind text not null, payment text, opened_at timestamptz not null, guests int, litres numeric(6,2) not null, amount_pence int not null, discount_pence int not null, tip_pence int not null, is_void boolean not null, is_training boolean not null);
with raw as (
  select i, (array[3, 4, 4, 4, 5, 5, 5, 6, 7, 7])[1 + floor(10 * h(i, 161))::int] as site, date '2024-11-01' + floor(750 * h(i, 162))::int as day from generate_series(1, 26000) as i
), kept as (
  select raw.*, pick(h(i, 163), 'bar', 'bar', 'bar', 'bar', 'bar', 'bar', 'takeaway', 'takeaway', 'tour', 'event') as kind from raw join org.sites s on s.id = site where day >= s.opened_on and day <= coalesce(s.closed_on, date '2099-01-01') and (extract(isodow from day) >= 4 or h(i, 164) < 0.5)
), sized as (
  select *, (day + case when kind = 'tour' then time '11:00' else time '12:05' end + interval '1 minute' * floor(case when kind = 'tour' then 300 else 620 end * power(h(i, 165), 0.75))) at time zone 'Europe/London' as at, case kind when 'takeaway' then null when 'event' then 12 + floor(40 * h(i, 166))::int when 'tour' then 2 + floor(11 * h(i, 166))::int else 1 + floor(6 * power(h(i, 166), 1.6))::int end as guests from kept
), poured as (select *, round((coalesce(guests, 2) * case kind when 'tour' then 0.6 when 'event' then 1.1 else 0.4 + 1.3 * h(i, 167) end)::numeric, 2) as l from sized)
insert into tap.bills
select row_number() over (order by at, i), 'T' || lpad((row_number() over (order by at, i))::text, 6, '0'), site, case when h(i, 168) > 0.06 then 51 + floor(26 * h(i, 169))::int end, kind, case when h(i, 170) < 0.02 then null else pick(h(i, 171), 'card', 'card', 'card', 'card', 'card', 'card', 'cash', 'voucher') end, at, guests, l, x.amount, case when h(i, 172) < 0.1 then round(x.amount * (0.1 + 0.15 * h(i, 173)))::int else 0 end, case when kind <> 'takeaway' and h(i, 174) < 0.3 then round(x.amount * 0.1)::int else 0 end, h(i, 175) < 0.015, h(i, 176) < 0.008
from poured cross join lateral (select (l * (950 + case when site in (4, 5) then 120 else 0 end) + case when kind = 'tour' then guests * 1400 else 0 end)::int as amount) as x;

-- ---------------------------------------------------------------- invoices: per billed customer and month, and credit notes; beer duty
create table fin.invoices (id bigint primary key, invoice_no text not null unique, customer_id bigint not null references trade.customers, kind text not null, status text not null, currency text not null, issued_on date not null, due_on date not null, paid_on date, net_cents bigint not null, vat_cents bigint not null, reminders int not null);
with months as (
  select o.billed_to_id as c, date_trunc('month', o.delivery_date)::date as m, case when c.head_office_id is null and extract(day from o.delivery_date) > 15 and o.billed_to_id % 3 = 0 then 1 else 0 end as half, sum(l.delivered_units * l.price_pence * (1 - l.discount_percent / 100)) as gbp from trade.order_lines l join trade.orders o on o.id = l.order_id join trade.customers c on c.id = o.billed_to_id where not l.is_void and o.status = 'delivered' group by 1, 2, 3 having sum(l.delivered_units) > 0
), numbered as (
  select row_number() over (order by m, c, half) as i, months.*, cu.currency, cu.country, cu.payment_days, (m + interval '1 month')::date + floor(5 * h(c + 1000 * extract(epoch from m)::bigint, 181))::int as issued, round(gbp * case cu.currency when 'EUR' then 1.16 else 1 end)::bigint as net from months join trade.customers cu on cu.id = c where m < '2026-11-01'
), settled as (
  select *, issued + 2 + floor((payment_days + 6) * power(h(i, 182), 0.7))::int + case when h(i, 183) < 0.14 then floor(60 * h(i, 184))::int else 0 end as paid, case when h(i, 185) < 0.015 then 'void' when m = '2026-10-01' and h(i, 186) < 0.06 then 'draft' else 'sent' end as state from numbered
)
insert into fin.invoices
select i, 'I' || lpad(i::text, 5, '0'), c, 'invoice', x.status, currency, issued, issued + payment_days, case when x.status = 'paid' then paid end, net, case when country = 'GB' then round(net * 0.2)::bigint else 0 end, case when state = 'sent' and (paid > issued + payment_days + 7 or x.status = 'sent' and issued < '2026-09-20') then 1 + floor(3 * h(i, 187))::int else 0 end
from settled cross join lateral (select case when state = 'sent' and paid <= '2026-11-20' and h(i, 188) > 0.02 then 'paid' else state end as status) as x;
insert into fin.invoices
select 50000 + id, 'N' || lpad(id::text, 5, '0'), customer_id, 'credit_note', case when h(id, 189) < 0.04 then 'void' else 'sent' end, currency, issued_on + 3 + floor(20 * h(id, 190))::int, issued_on + 30, null, x.net, case when vat_cents > 0 then round(x.net * 0.2)::bigint else 0 end, 0
from fin.invoices cross join lateral (select greatest(500, round(net_cents * (0.03 + 0.25 * h(id, 191))))::bigint as net) as x where kind = 'invoice' and status in ('sent', 'paid') and h(id, 192) < 0.12 and issued_on + 3 + floor(20 * h(id, 190))::int <= '2026-11-20';

create table fin.duty_entries (id bigint primary key, site_id bigint not null references org.sites, month date not null, band text not null, litres numeric(10,1) not null, litres_alcohol numeric(10,2) not null, duty_pence bigint not null, filed_on date, paid_on date, is_superseded boolean not null);
with raw as (
  select s, m::date as m, b.band, b.abv, b.rate, b.n, row_number() over (order by m, s, b.n) as i from generate_series(1, 2) as s cross join generate_series(timestamp '2024-11-01', timestamp '2026-10-01', interval '1 month') as m cross join (values (1, 'low', 2.9, 927), (2, 'draught', 4.6, 1866), (3, 'standard', 4.7, 2101), (4, 'strong', 8.6, 2909)) as b (n, band, abv, rate)
), sized as (select *, round(((array[1500, 62000, 48000, 5200])[n] * (case s when 1 then 1 else 0.8 end) * (0.8 + 0.4 * h(i, 201)))::numeric, 1) as l from raw)
insert into fin.duty_entries
select i, s, m, band, l, round(l * abv / 100, 2), round(l * abv / 100 * rate)::bigint, case when m < '2026-10-01' or s = 1 then (m + interval '1 month')::date + 5 + floor(9 * h(i, 202))::int end, case when m < '2026-09-01' then (m + interval '1 month')::date + 20 + floor(9 * h(i, 203))::int when m = '2026-09-01' and s = 1 then date '2026-10-23' end, false from sized
union all select 5000 + i, s, m, band, l * 1.1, round(l * 1.1 * abv / 100, 2), round(l * 1.1 * abv / 100 * rate)::bigint, (m + interval '1 month')::date + 4, null, true from sized where h(i, 204) < 0.06;

-- ---------------------------------------------------------------- nobody works before the first or after the last day; account managers who left are still entered
update brew.batches b set brewer_id = 12 + b.id % 4 from org.employees e where e.id = b.brewer_id and not ((b.brewed_at at time zone 'Europe/London')::date between e.hired_on and coalesce(e.left_on, date '2099-01-01'));
update brew.quality_checks q set checked_by_id = 77 from org.employees e where e.id = q.checked_by_id and not ((q.checked_at at time zone 'Europe/London')::date between e.hired_on and coalesce(e.left_on, date '2099-01-01'));
update trade.orders o set taken_by_id = 41 from org.employees e where e.id = o.taken_by_id and not ((o.ordered_at at time zone 'Europe/London')::date between e.hired_on and coalesce(e.left_on, date '2099-01-01'));
update trade.deliveries d set driver_id = 26 + d.id % 2 from org.employees e where e.id = d.driver_id and not (d.promised_on - 1 >= e.hired_on and d.promised_on + 3 <= coalesce(e.left_on, date '2099-01-01'));
update trade.complaints c set handled_by_id = 41 from org.employees e where e.id = c.handled_by_id and not ((c.reported_at at time zone 'Europe/London')::date between e.hired_on and coalesce(e.left_on, date '2099-01-01') and coalesce(c.settled_on, date '2026-11-20') <= coalesce(e.left_on, date '2099-01-01'));
update tap.bills b set served_by_id = 52 + b.id % 4 from org.employees e where e.id = b.served_by_id and not ((b.opened_at at time zone 'Europe/London')::date between e.hired_on and coalesce(e.left_on, date '2099-01-01'));

set session_replication_role = origin;
