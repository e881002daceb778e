-- Lough & Barley, a bakery wholesaler with plants in Dundalk, Limerick and Lisburn, as it stands on 2026-11-21: a hold-out set's warehouse. Written by hand, made of
-- nothing but generate_series and a hash of ids, so that every run gives the same rows. Times are local to Europe/Dublin; orders, complaints and costs are in cents
-- EUR, invoices and credit notes in cents of the payer's currency (EUR or GBP).
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema hr;
create schema sales;
create schema bake;
create schema fleet;
create schema fin;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- plants and people
create table bake.plants (id bigint primary key, name text not null unique, country text not null, lines int not null, opened_on date not null);
insert into bake.plants values (1, 'Dundalk', 'IE', 3, '1998-03-02'), (2, 'Limerick', 'IE', 2, '2009-09-14'), (3, 'Lisburn', 'GB', 2, '2017-05-22');

create table hr.employees (id bigint primary key, name text not null unique, job text not null, plant_id bigint references bake.plants, manager_id bigint references hr.employees, hired_on date not null, left_on date, hours_per_week numeric(4,1) not null);
insert into hr.employees
select i, (array['Aoife', 'Brendan', 'Ciara', 'Declan', 'Eimear', 'Fergal', 'Grainne', 'Hugh', 'Iseult', 'Jack', 'Katya', 'Liam', 'Maeve', 'Niall'])[1 + i % 14] || ' ' || (array['Brady', 'Byrne', 'Casey', 'Devlin', 'Egan', 'Farrell', 'Gill', 'Hayes', 'Kearney', 'Lynch', 'Magee', 'Nolan', 'Orr', 'Power', 'Quinn'])[1 + i % 15],
  case when i = 1 then 'managing_director' when i <= 4 then 'plant_manager' when i = 5 then 'sales_manager' when i = 6 then 'fleet_manager' when i <= 15 then 'shift_leader' when i <= 60 then 'baker' when i <= 92 then 'driver' when i <= 102 then 'sales_rep' when i <= 110 then 'customer_service' when i <= 114 then 'planner' else 'mechanic' end,
  case when i = 1 or i = 5 or i between 93 and 110 then null when i <= 4 then i - 1 when i = 6 then 1 when i <= 15 then 1 + (i - 7) % 3 when i <= 60 then 1 + (i * i) % 7 % 3 when i <= 92 then 1 + (i - 61) / 2 % 16 % 3 else 1 + i % 3 end,
  null, date '2012-01-16' + floor(5300 * power(h(i, 1), 0.6))::int, null, case when h(i, 2) < 0.72 then 39 when h(i, 2) < 0.9 then 24 else 19.5 end
from generate_series(1, 116) as i;
update hr.employees set manager_id = case when id = 1 then null when id <= 6 then 1 when job = 'shift_leader' then 1 + plant_id when job = 'baker' then 6 + plant_id + 3 * (id % 3) when job = 'driver' or job = 'mechanic' then 6 when job in ('sales_rep', 'customer_service') then 5 else 1 + plant_id end;
update hr.employees set left_on = date '2025-03-10' + floor(600 * h(id, 4))::int where id > 15 and id not in (93, 103) and h(id, 3) < 0.13 and hired_on < '2025-01-01';

-- ---------------------------------------------------------------- products, ingredients, recipes
create table bake.products (
  id bigint primary key, sku text not null unique, name text not null unique, category text, shelf_life_days int not null, weight_g int not null, list_price_cents int not null, contains_gluten boolean not null, contains_milk boolean not null, contains_egg boolean not null,
  contains_nuts boolean not null, contains_sesame boolean not null, is_frozen boolean not null, launched_on date not null, delisted_on date
);
insert into bake.products values
  (1, 'BR-01', 'Batch Loaf', 'bread', 3, 800, 165, true, false, false, false, false, false, '1998-03-02', null), (2, 'BR-02', 'Soda Bread', 'bread', 3, 600, 190, true, true, false, false, false, false, '1998-03-02', null),
  (3, 'BR-03', 'Wheaten Farl', 'bread', 3, 400, 150, true, true, false, false, false, false, '2017-06-01', null), (4, 'BR-04', 'Sourdough Round', 'bread', 5, 700, 310, true, false, false, false, false, false, '2019-02-04', null),
  (5, 'BR-05', 'Seeded Tin', 'bread', 4, 800, 240, true, false, false, false, true, false, '2012-10-01', null), (6, 'BR-06', 'Brioche Loaf', 'bread', 7, 450, 345, true, true, true, false, false, false, '2020-03-16', null),
  (7, 'RO-01', 'Waterford Blaa', 'rolls', 1, 65, 42, true, false, false, false, false, false, '2010-01-11', null), (8, 'RO-02', 'Floury Bap', 'rolls', 2, 80, 38, true, false, false, false, false, false, '1998-03-02', null),
  (9, 'RO-03', 'Burger Bun', 'rolls', 4, 75, 45, true, true, true, false, true, false, '2014-04-07', null), (10, 'RO-04', 'Seeded Roll', 'rolls', 2, 70, 48, true, false, false, false, true, false, '2015-01-12', null),
  (11, 'RO-05', 'Brioche Bun', 'rolls', 5, 80, 62, true, true, true, false, false, false, '2020-03-16', null), (12, 'PA-01', 'Butter Croissant', 'pastry', 2, 70, 85, true, true, true, false, false, true, '2011-09-05', null),
  (13, 'PA-02', 'Almond Croissant', 'pastry', 2, 95, 130, true, true, true, true, false, true, '2011-09-05', null), (14, 'PA-03', 'Pain au Chocolat', 'pastry', 2, 80, 105, true, true, true, false, false, true, '2011-09-05', null),
  (15, 'PA-04', 'Cinnamon Swirl', 'pastry', 3, 90, 115, true, true, true, false, false, true, '2018-08-20', null), (16, 'PA-05', 'Apple Turnover', 'pastry', 2, 110, 120, true, true, false, false, false, true, '2016-05-09', null),
  (17, 'CA-01', 'Fruit Scone', 'cake', 2, 100, 78, true, true, true, false, false, false, '1998-03-02', null), (18, 'CA-02', 'Carrot Cake', 'cake', 6, 1200, 1450, true, true, true, true, false, false, '2013-03-04', null),
  (19, 'CA-03', 'Lemon Drizzle', 'cake', 8, 900, 1180, true, true, true, false, false, false, '2013-03-04', null), (20, 'CA-04', 'Brownie Tray', 'cake', 10, 1500, 1690, true, true, true, true, false, true, '2017-10-02', null),
  (21, 'CA-05', 'Barmbrack', 'cake', 14, 500, 420, true, true, true, false, false, false, '1999-09-01', null), (22, 'SA-01', 'Sausage Roll', 'savoury', 3, 120, 135, true, true, true, false, false, true, '2008-02-04', null),
  (23, 'SA-02', 'Spinach Parcel', 'savoury', 3, 130, 150, true, true, true, false, true, true, '2021-04-12', null), (24, 'SA-03', 'Steak Pie', 'savoury', 4, 220, 275, true, true, true, false, false, true, '2014-11-03', null),
  (25, 'CA-06', 'Christmas Stollen', 'cake', 30, 750, 980, true, true, true, true, false, false, '2026-11-16', null), (26, 'BR-07', 'Rye Slice', 'bread', 6, 500, 260, true, false, false, false, false, false, '2016-09-12', '2026-03-31'),
  (27, 'XX-01', 'Onion Flatbread', null, 4, 250, 195, true, false, false, false, false, false, '2026-04-13', null), (28, 'CA-07', 'Gluten-Free Brownie', 'cake', 12, 80, 145, false, true, true, true, false, true, '2025-09-08', null);

create table bake.ingredients (id bigint primary key, name text not null unique, supplier text, allergen text, cost_cents_per_kg int not null, is_organic boolean not null);
insert into bake.ingredients values
  (1, 'Wheat flour', 'Boyne Mills', 'gluten', 62, false), (2, 'Wholemeal flour', 'Boyne Mills', 'gluten', 78, true), (3, 'Rye flour', 'Nordkorn', 'gluten', 95, false), (4, 'Butter', 'Glanmore Dairy', 'milk', 640, false), (5, 'Buttermilk', 'Glanmore Dairy', 'milk', 110, false),
  (6, 'Eggs', 'Cavan Egg Co', 'egg', 310, false), (7, 'Sugar', 'Sweetwater', null, 92, false), (8, 'Yeast', 'Nordkorn', null, 260, false), (9, 'Salt', null, null, 35, false), (10, 'Almonds', 'Levant Imports', 'nuts', 1150, false), (11, 'Walnuts', 'Levant Imports', 'nuts', 980, true),
  (12, 'Sesame seeds', 'Levant Imports', 'sesame', 420, false), (13, 'Dark chocolate', 'Sweetwater', null, 890, false), (14, 'Cinnamon', 'Levant Imports', null, 1420, false), (15, 'Apples', 'Orchard County', null, 140, false), (16, 'Raisins', 'Levant Imports', null, 360, false),
  (17, 'Carrots', 'Orchard County', null, 85, true), (18, 'Pork', 'Tully Meats', null, 590, false), (19, 'Beef', 'Tully Meats', null, 940, false), (20, 'Spinach', 'Orchard County', null, 260, true), (21, 'Lemons', null, null, 215, false), (22, 'Onions', 'Orchard County', null, 70, false),
  (23, 'Ground rice', 'Nordkorn', null, 180, false), (24, 'Palm oil', 'Sweetwater', null, 150, false);

-- Grams of an ingredient in one piece.
create table bake.recipe_items (product_id bigint not null references bake.products, ingredient_id bigint not null references bake.ingredients, grams int not null, changed_on date not null, primary key (product_id, ingredient_id));
insert into bake.recipe_items
select p, i, g, date '2023-02-01' + floor(1350 * h(p * 100 + i, 5))::int
from (values (1, '{1,8,9}'::int[], '{520,9,10}'::int[]), (2, '{1,5,9}', '{340,250,6}'), (3, '{2,5,9}', '{230,170,4}'), (4, '{1,3,9}', '{380,90,9}'), (5, '{1,2,8,9,12}', '{300,200,9,10,30}'), (6, '{1,4,6,7,8}', '{230,90,70,40,8}'), (7, '{1,8,9}', '{42,1,1}'),
  (8, '{1,8,9}', '{52,1,1}'), (9, '{1,4,6,8,12}', '{45,6,6,1,2}'), (10, '{1,2,8,12}', '{30,15,1,4}'), (11, '{1,4,6,7}', '{42,14,12,6}'), (12, '{1,4,6,7}', '{38,20,3,4}'), (13, '{1,4,6,7,10}', '{38,20,5,10,16}'), (14, '{1,4,6,13}', '{38,20,3,12}'), (15, '{1,4,6,7,14}', '{45,16,4,12,2}'),
  (16, '{1,4,7,15}', '{45,20,8,38}'), (17, '{1,4,6,7,16}', '{50,12,8,9,14}'), (18, '{1,4,6,7,11,17}', '{280,180,200,240,90,260}'), (19, '{1,4,6,7,21}', '{260,200,180,220,60}'), (20, '{1,4,6,7,11,13}', '{220,280,260,380,110,260}'), (21, '{1,4,6,7,16}', '{210,30,40,60,150}'),
  (22, '{1,4,6,18}', '{45,18,3,55}'), (23, '{1,4,6,12,20}', '{45,20,6,2,58}'), (24, '{1,4,6,19}', '{70,28,5,105}'), (25, '{1,4,6,7,10,16}', '{290,110,30,80,70,150}'), (26, '{1,3,8,9}', '{90,260,6,7}'), (27, '{1,8,9,22}', '{150,3,3,60}'), (28, '{4,6,7,10,13,23}', '{14,16,20,9,16,10}')) as r (p, ings, gs)
cross join lateral unnest(ings, gs) as x (i, g);

-- ---------------------------------------------------------------- payers, customers, routes, vans
create table sales.payers (id bigint primary key, payer_no text not null unique, name text not null, kind text not null, country text not null, currency text not null, payment_days int not null, is_test boolean not null);
insert into sales.payers values
  (1, 'P001', 'Daily Grind', 'chain', 'IE', 'EUR', 30, false), (2, 'P002', 'Bean & Leaf', 'chain', 'GB', 'GBP', 30, false), (3, 'P003', 'Harbour Coffee', 'chain', 'IE', 'EUR', 14, false), (4, 'P004', 'Marlow''s', 'chain', 'IE', 'EUR', 45, false), (5, 'P005', 'FreshFare', 'chain', 'GB', 'GBP', 45, false),
  (6, 'P006', 'Cornerstone', 'chain', 'IE', 'EUR', 30, false), (7, 'P007', 'Quayside Foods', 'chain', 'GB', 'GBP', 30, false), (8, 'P008', 'Campus Catering', 'chain', 'IE', 'EUR', 30, false), (9, 'P009', 'Northern Canteens', 'chain', 'GB', 'GBP', 30, false), (10, 'P010', 'MediMeals', 'chain', 'IE', 'EUR', 60, false),
  (11, 'P011', 'Greenway', 'chain', 'IE', 'EUR', 45, false), (12, 'P012', 'Tern Cafes', 'chain', 'GB', 'EUR', 30, false);

create table fleet.routes (id bigint primary key, code text not null unique, name text not null unique, plant_id bigint not null references bake.plants, km int not null);
insert into fleet.routes values
  (1, 'R01', 'Dublin North', 1, 168), (2, 'R02', 'Dublin City', 1, 181), (3, 'R03', 'Dublin South', 1, 204), (4, 'R04', 'Louth', 1, 74), (5, 'R05', 'Midlands', 1, 236), (6, 'R06', 'Limerick City', 2, 41), (7, 'R07', 'Cork City', 2, 212), (8, 'R08', 'Galway', 2, 197),
  (9, 'R09', 'Kerry', 2, 225), (10, 'R10', 'Belfast East', 3, 46), (11, 'R11', 'Belfast West', 3, 38), (12, 'R12', 'Derry', 3, 229), (13, 'R13', 'Newry', 3, 82), (14, 'R14', 'Donegal', 3, 301);

create table fleet.vans (id bigint primary key, plate text not null unique, plant_id bigint not null references bake.plants, kind text not null, is_chilled boolean not null, capacity_crates int not null, bought_on date not null, retired_on date);
insert into fleet.vans
select i, case when i % 3 = 0 then 'NIZ ' || 1000 + i * 137 else lpad((15 + i % 11)::text, 2, '0') || '-LH-' || 200 + i * 91 end, 1 + i % 3 % 3, case when i % 4 = 0 then 'truck' when i % 9 = 0 then 'electric_van' else 'van' end, h(i, 6) < 0.45, case when i % 4 = 0 then 180 else 90 end,
  date '2016-03-01' + i * 130, case when i in (2, 7) then date '2026-02-27' + i * 9 end
from generate_series(1, 24) as i;

create table sales.customers (
  id bigint primary key, customer_no text not null unique, name text not null, type text, country text not null, city text, payer_id bigint not null, route_id bigint references fleet.routes, account_manager_id bigint references hr.employees,
  since date not null, closed_on date, is_test boolean not null, deleted_at timestamptz
);
with base as (
  select i, case when i <= 126 then 1 + (i - 1) % 12 else i - 114 end as payer, case when i <= 126 then (array['cafe', 'cafe', 'cafe', 'supermarket', 'supermarket', 'supermarket', 'supermarket', 'canteen', 'canteen', 'canteen', 'supermarket', 'cafe'])[1 + (i - 1) % 12] when h(i, 11) < 0.08 then null when h(i, 12) < 0.66 then 'cafe' when h(i, 12) < 0.85 then 'canteen' else 'supermarket' end as type,
    case when i <= 126 then case when 1 + (i - 1) % 12 in (2, 5, 7, 9, 12) then 'GB' else 'IE' end when h(i, 13) < 0.34 then 'GB' else 'IE' end as country
  from generate_series(1, 210) as i
), routed as (
  select *, case when country = 'GB' then 10 + floor(4 * h(i, 14))::int when i <= 126 or h(i, 15) > 0.05 then (array[1, 2, 2, 3, 4, 5, 6, 7, 7, 8, 9, 14])[1 + floor(12 * h(i, 16))::int] end as route from base
)
insert into sales.customers
select i, 'C' || lpad(i::text, 4, '0'), case when i <= 126 then (array['Daily Grind', 'Bean & Leaf', 'Harbour Coffee', 'Marlow''s', 'FreshFare', 'Cornerstone', 'Quayside Foods', 'Campus Catering', 'Northern Canteens', 'MediMeals', 'Greenway', 'Tern Cafes'])[payer] || ' ' || 1 + (i - 1) / 12 else (array['The Copper Kettle', 'Riverside', 'Old Mill', 'Corner House', 'Lighthouse', 'St Brigid''s', 'Parkview', 'The Green Door', 'Station', 'Market Lane', 'Abbey'])[1 + i % 11] || ' ' || coalesce(case type when 'cafe' then 'Cafe' when 'canteen' then 'Canteen' when 'supermarket' then 'Stores' end, 'Kitchen') || ' ' || i end,
  type, country, case when h(i, 17) < 0.04 then null else (array['Dublin', 'Dublin', 'Dublin', 'Dundalk', 'Athlone', 'Limerick', 'Cork', 'Galway', 'Tralee', 'Belfast', 'Belfast', 'Derry', 'Newry', 'Letterkenny'])[coalesce(route, 2)] end, payer, route,
  case when h(i, 18) < 0.1 then null else 93 + floor(10 * power(h(i, 19), 1.3))::int end, case when h(i, 20) < 0.72 then date '2014-02-03' + floor(3980 * h(i, 21))::int else date '2025-01-06' + floor(670 * h(i, 21))::int end, null, i in (150, 175, 199), null
from routed;
update sales.customers set closed_on = greatest(since + 200, date '2025-04-01') + floor(420 * h(id, 23))::int where h(id, 22) < 0.11 and since < '2026-02-01' and id > 12;
update sales.customers set closed_on = null where closed_on > '2026-11-20';
insert into sales.payers select payer_id, 'P' || lpad(payer_id::text, 3, '0'), name, 'independent', country, case when country = 'GB' then 'GBP' else 'EUR' end, case when h(id, 24) < 0.6 then 14 else 30 end, is_test from sales.customers where id > 126;
alter table sales.customers add foreign key (payer_id) references sales.payers;
-- Entered twice and merged: nothing points to them.
insert into sales.customers select 210 + row_number() over (order by id), 'C' || lpad((210 + row_number() over (order by id))::text, 4, '0'), name, type, country, city, payer_id, route_id, null, since + 3, null, false, (since + 20 + time '10:15') at time zone 'Europe/Dublin' from sales.customers where id % 23 = 5;

-- ---------------------------------------------------------------- orders and order lines
create table sales.orders (
  id bigint primary key, order_no text not null unique, customer_id bigint not null references sales.customers, payer_id bigint not null references sales.payers, channel text not null, status text not null, ordered_at timestamptz not null, delivery_date date not null, taken_by_id bigint references hr.employees,
  cancel_reason text, deleted_at timestamptz
);
with who as (
  select i, c.* from (select i, case when h(i, 30) < 0.74 then 1 + floor(126 * power(h(i, 31), 1.25))::int else 127 + floor(84 * h(i, 31))::int end as who from generate_series(1, 9000) as i) as x join sales.customers c on c.id = x.who
  -- not more often because somebody is new
  where h(i, 29) < (least(coalesce(closed_on, date '2026-11-20'), date '2026-11-20') - greatest(since, date '2025-01-02') + 1) / 688.0
), dayed as (
  select *, greatest(since, date '2025-01-02') + floor((least(coalesce(closed_on, date '2026-11-20'), date '2026-11-20') - greatest(since, date '2025-01-02') + 1) * power(h(i, 32), 0.92))::int as day from who
), planned as (
  select *, day + 1 + floor(3 * power(h(i, 33), 2))::int as raw_delivery from dayed
), stated as (
  select *, case when extract(dow from raw_delivery) = 0 then raw_delivery + 1 else raw_delivery end as delivery,
    case when h(i, 34) < 0.012 then 'draft' when h(i, 34) < 0.05 then 'cancelled' when raw_delivery > '2026-11-20' or (extract(dow from raw_delivery) = 0 and raw_delivery + 1 > '2026-11-20') then 'confirmed' when h(i, 34) < 0.07 then 'refused' else 'delivered' end as state
  from planned where day <= '2026-11-20'
)
insert into sales.orders
select i, 'O' || lpad(i::text, 5, '0'), id, case when i % 47 = 0 and id <= 126 and country = 'IE' then 8 else payer_id end, c.channel, state, (day + time '05:20' + interval '1 minute' * floor(h(i, 36) * case when c.channel = 'phone' then 690 else 1115 end)) at time zone 'Europe/Dublin', delivery,
  case when c.channel = 'phone' and h(i, 37) > 0.05 then 103 + floor(8 * power(h(i, 38), 1.2))::int end, case when state = 'cancelled' and h(i, 39) > 0.2 then pick(h(i, 40), 'customer_closed', 'double_order', 'double_order', 'out_of_stock', 'price') end,
  case when h(i, 41) < 0.011 then (day + 2 + time '09:30') at time zone 'Europe/Dublin' end
from stated cross join lateral (select case when id <= 126 and type = 'supermarket' then case when h(i, 35) < 0.8 then 'edi' else 'email' end else pick(h(i, 35), 'web_shop', 'web_shop', 'web_shop', 'phone', 'phone', 'email') end as channel) as c;

create table sales.order_lines (
  id bigint primary key, order_id bigint not null references sales.orders, line_no int not null, product_id bigint not null references bake.products, ordered_qty int not null, delivered_qty int not null, returned_qty int not null, price_cents int not null, discount_percent numeric(4,1) not null, is_void boolean not null,
  unique (order_id, line_no)
);
with raw as (
  select o.*, n, o.id * 10 + n as k, 1 + (floor(28 * power(h(o.id, 51), 1.15))::int + 5 * n) % 28 as product, c.type, c.payer_id as home from sales.orders o join sales.customers c on c.id = o.customer_id cross join generate_series(1, 6) as n where n <= 1 + floor(5.4 * h(o.id, 50))::int
), asked as (
  select raw.*, p.list_price_cents, p.shelf_life_days, greatest(1, round((case coalesce(type, 'cafe') when 'supermarket' then 95 when 'canteen' then 55 else 26 end) * (0.3 + 1.6 * power(h(k, 52), 1.4)) * case when p.list_price_cents > 400 then 0.12 when p.list_price_cents > 150 then 0.5 else 1 end * case when product = 21 and extract(month from delivery_date) in (10, 11) then 2.2 when product in (9, 11) and extract(month from delivery_date) in (6, 7, 8) then 1.5 else 1 end))::int as qty
  from raw join bake.products p on p.id = product where product not in (25) and delivery_date >= p.launched_on and delivery_date <= coalesce(p.delisted_on, date '2099-01-01')
), sent as (
  select *, case when status <> 'delivered' then 0 when h(k, 53) < 0.87 then qty when h(k, 53) < 0.985 then floor(qty * (0.5 + 0.48 * h(k, 54)))::int else 0 end as delivered from asked
)
insert into sales.order_lines
select k, id, row_number() over (partition by id order by n), product, qty, delivered, case when coalesce(type, '') = 'supermarket' and shelf_life_days <= 4 and h(k, 55) < 0.3 then floor(delivered * 0.35 * h(k, 56))::int when h(k, 55) > 0.965 then floor(delivered * 0.6 * h(k, 56))::int else 0 end,
  round(list_price_cents * case when delivery_date >= '2026-07-01' then 1.04 else 1 end)::int, case when home <= 12 then (array[5, 5, 5, 12, 12, 8, 8, 10, 10, 8, 12, 5])[home] when h(k, 57) < 0.12 then 2.5 else 0 end, deleted_at is not null or status = 'draft'
from sent;
delete from sales.orders o where not exists (select from sales.order_lines l where l.order_id = o.id);

-- ---------------------------------------------------------------- deliveries
create table fleet.deliveries (
  id bigint primary key, delivery_no text not null unique, order_id bigint references sales.orders, route_id bigint not null references fleet.routes, van_id bigint not null references fleet.vans, driver_id bigint not null references hr.employees, stand_in_id bigint references hr.employees,
  planned_at timestamptz not null, arrived_at timestamptz, minutes_late int, status text not null, refused_reason text, crates int not null, is_return_run boolean not null
);
with src as (
  select o.id, o.id as order_id, o.delivery_date as day, o.status as state, coalesce(c.route_id, 4) as route from sales.orders o join sales.customers c on c.id = o.customer_id where o.status in ('delivered', 'refused', 'confirmed') and o.deleted_at is null
  -- tastings and fairs: nothing was ordered
  union all select 90000 + i, null, date '2025-02-03' + i * 8, 'delivered', 1 + i % 14 from generate_series(1, 80) as i
), timed as (
  select *, (day + time '03:40' + interval '5 minutes' * floor(78 * h(id, 61))) at time zone 'Europe/Dublin' as planned, round(-18 + 60 * power(h(id, 62), 2.4) + case when h(id, 63) < 0.06 then 90 * h(id, 64) else 0 end + case when route in (3, 7, 14) then 9 else 0 end)::int as late,
    case when state = 'confirmed' then 'planned' when state = 'refused' then 'refused' when h(id, 65) < 0.012 then 'failed' else 'delivered' end as outcome from src
)
insert into fleet.deliveries
select row_number() over (order by planned, timed.id), 'D' || lpad((row_number() over (order by planned, timed.id))::text, 5, '0'), order_id, route, (select v.id from fleet.vans v where v.plant_id = r.plant_id and (v.retired_on is null or v.retired_on > day) order by h(v.id * 1000 + timed.id, 66) limit 1), d.driver, case when h(timed.id, 68) < 0.055 then 61 + (d.driver - 61 + 5 + floor(3 * h(timed.id, 69))::int) % 32 end,
  planned, case when outcome in ('delivered', 'refused') then planned + interval '1 minute' * late end, case when outcome in ('delivered', 'refused') then late end, outcome, case when outcome = 'refused' and h(timed.id, 70) > 0.12 then case when late > 20 then 'too_late' else pick(h(timed.id, 71), 'damaged', 'wrong_goods', 'wrong_goods', 'nobody_signed', 'too_late') end end, 2 + floor(22 * power(h(timed.id, 72), 1.5))::int, h(timed.id, 73) < 0.03
from timed join fleet.routes r on r.id = timed.route cross join lateral (select 61 + ((timed.route * 2 + floor(2.6 * h(timed.id, 67))::int) % 32) as driver) as d;

-- ---------------------------------------------------------------- baking and stock
create table bake.batches (
  id bigint primary key, batch_no text not null unique, product_id bigint not null references bake.products, plant_id bigint not null references bake.plants, line int not null, shift text, status text not null, started_at timestamptz not null, finished_at timestamptz, planned_qty int not null, made_qty int, scrapped_qty int, scrap_reason text,
  baker_id bigint references hr.employees, is_trial boolean not null
);
with raw as (
  select i, date '2025-01-02' + floor(688 * h(i, 81))::int as day, 1 + floor(28 * power(h(i, 82), 1.2))::int as product, case when h(i, 83) < 0.46 then 1 when h(i, 83) < 0.74 then 2 else 3 end as plant, pick(h(i, 84), 'early', 'early', 'late', 'night', 'night', 'night') as shift from generate_series(1, 5200) as i
), made as (
  select raw.*, round((case when p.list_price_cents > 400 then 140 when p.list_price_cents > 150 then 600 else 1500 end) * (0.6 + 0.8 * h(i, 85)) / 10)::int * 10 as planned, case when h(i, 86) < 0.015 then 'cancelled' when day = '2026-11-20' and raw.shift = 'night' then 'running' else 'finished' end as state,
    case when h(i, 97) < 0.25 and raw.plant = 2 then 0.05 else 0 end + case shift when 'night' then 0.012 else 0 end as worse
  from raw join bake.products p on p.id = product where day >= p.launched_on - 20 and day <= coalesce(p.delisted_on, date '2099-01-01')
)
insert into bake.batches
select row_number() over (order by day, i), 'B' || lpad((row_number() over (order by day, i))::text, 5, '0'), product, plant, 1 + floor((array[3, 2, 2])[plant] * h(i, 87))::int, case when h(i, 88) > 0.03 then shift end, state, t.at, case when state = 'finished' then t.at + interval '1 minute' * (90 + floor(260 * h(i, 90))::int) end,
  planned, case when state = 'finished' then m.qty end, case when state = 'finished' then s.qty end, case when state = 'finished' and s.qty > 0 and h(i, 94) > 0.15 then pick(h(i, 95), 'burnt', 'burnt', 'underproofed', 'misshapen', 'misshapen', 'packaging', 'contamination') end,
  case when h(i, 96) > 0.07 then 16 + floor(45 * power(h(i, 98), 1.1))::int end, h(i, 99) < 0.02
from made cross join lateral (select (day + case shift when 'early' then time '04:10' when 'late' then time '12:10' else time '20:10' end + interval '1 minute' * floor(400 * h(i, 89))) at time zone 'Europe/Dublin' as at) as t
cross join lateral (select round(planned * (0.88 + 0.14 * power(h(i, 91), 0.6)))::int as qty) as m
cross join lateral (select case when h(i, 92) < 0.2 then 0 else floor(m.qty * (0.045 * power(h(i, 93), 2) + worse))::int end as qty) as s
where t.at < '2026-11-21 00:00+00' and (state <> 'finished' or t.at < '2026-11-20 18:00+00');

-- Counted every evening but Sundays, in pieces.
create table bake.stock_days (product_id bigint not null references bake.products, plant_id bigint not null references bake.plants, day date not null, on_hand int not null, expired int not null, minimum int, primary key (product_id, plant_id, day));
insert into bake.stock_days
select p.id, l.id, d::date, x.qty, case when h(p.id * 100000 + l.id * 10000 + (d::date - date '2025-12-31'), 112) < 0.09 then floor(x.qty * 0.22 * h(p.id * 100000 + l.id * 10000 + (d::date - date '2025-12-31'), 113))::int else 0 end, case when p.id % 7 <> 3 then case when p.list_price_cents > 400 then 34 when p.list_price_cents > 150 then 115 else 290 end end
from bake.products p cross join bake.plants l cross join generate_series(timestamp '2026-01-02', timestamp '2026-11-20', interval '1 day') as d
cross join lateral (select floor((case when p.list_price_cents > 400 then 55 when p.list_price_cents > 150 then 210 else 520 end) * (case when p.is_frozen then 1.8 else 1 end) * (0.12 + 1.5 * h(p.id * 100000 + l.id * 10000 + (d::date - date '2025-12-31'), 111)) * (1 + 0.2 * l.id))::int as qty) as x
where extract(dow from d) <> 0 and (p.id + l.id) % 3 <> 0 and d >= p.launched_on - 10 and d <= coalesce(p.delisted_on, timestamp '2099-01-01');

-- ---------------------------------------------------------------- invoices and credit notes
create table fin.invoices (id bigint primary key, invoice_no text not null unique, payer_id bigint not null references sales.payers, kind text not null, status text not null, currency text not null, issued_on date not null, due_on date not null, paid_on date, net_cents bigint not null, vat_cents bigint not null, reminders int not null);
with halves as (
  select o.payer_id as payer, case when extract(day from o.delivery_date) <= 15 then date_trunc('month', o.delivery_date)::date + 15 else (date_trunc('month', o.delivery_date) + interval '1 month')::date end as issued, sum(l.delivered_qty * l.price_cents * (1 - l.discount_percent / 100)) as eur
  from sales.order_lines l join sales.orders o on o.id = l.order_id where not l.is_void and o.status = 'delivered' group by 1, 2 having sum(l.delivered_qty) > 0
), numbered as (
  select row_number() over (order by issued, payer) as i, h.*, p.currency, p.payment_days, round(eur * case p.currency when 'GBP' then 0.86 else 1 end)::bigint as net from halves h join sales.payers p on p.id = h.payer where issued <= '2026-11-20'
), settled as (
  select *, issued + 3 + floor((payment_days + 4) * power(h(i, 121), 0.7))::int + case when h(i, 122) < 0.12 then floor(50 * h(i, 123))::int else 0 end as paid, case when h(i, 124) < 0.013 then 'void' when issued = '2026-11-16' and h(i, 125) < 0.12 then 'draft' else 'sent' end as state from numbered
)
insert into fin.invoices
select i, 'I' || lpad(i::text, 5, '0'), payer, 'invoice', case when state = 'sent' and paid <= '2026-11-20' and h(i, 126) > 0.02 then 'paid' else state end, currency, issued, issued + payment_days, case when state = 'sent' and paid <= '2026-11-20' and h(i, 126) > 0.02 then paid end, net, round(net * case currency when 'EUR' then 0.135 else 0.2 end)::bigint,
  case when state = 'sent' and paid > issued + payment_days + 7 or h(i, 126) <= 0.02 and issued < '2026-10-01' then 1 + floor(3 * h(i, 127))::int else 0 end
from settled;
insert into fin.invoices
select 50000 + id, 'K' || lpad(id::text, 5, '0'), payer_id, 'credit_note', case when h(id, 129) < 0.04 then 'void' else 'sent' end, currency, issued_on + 4 + floor(16 * h(id, 130))::int, issued_on + 30, null, x.net, round(x.net * case currency when 'EUR' then 0.135 else 0.2 end)::bigint, 0
from fin.invoices cross join lateral (select greatest(100, round(net_cents * (0.04 + 0.3 * h(id, 131))))::bigint as net) as x where kind = 'invoice' and status in ('sent', 'paid') and h(id, 128) < 0.13 and issued_on + 4 + floor(16 * h(id, 130))::int <= '2026-11-20';

-- ---------------------------------------------------------------- complaints
create table sales.complaints (
  id bigint primary key, complaint_no text not null unique, customer_id bigint not null references sales.customers, kind text, product_id bigint references bake.products, batch_id bigint references bake.batches, reported_at timestamptz not null, settled_on date, outcome text, refund_cents int, handled_by_id bigint references hr.employees, is_duplicate boolean not null
);
with raw as (
  select i, 1 + floor(9000 * h(i, 141))::int as o, case when h(i, 142) < 0.05 then null else pick(h(i, 143), 'late', 'late', 'late', 'wrong_item', 'wrong_item', 'short', 'short', 'quality', 'quality', 'foreign_body', 'invoice') end as kind from generate_series(1, 1400) as i
), found as (
  select raw.*, o2.customer_id, o2.delivery_date, (o2.delivery_date + time '06:05' + interval '1 minute' * floor(2000 * power(h(i, 144), 1.5))) at time zone 'Europe/Dublin' as at, (select l.product_id from sales.order_lines l where l.order_id = raw.o order by l.line_no limit 1) as product
  from raw join sales.orders o2 on o2.id = raw.o where o2.status in ('delivered', 'refused') and o2.deleted_at is null
), named as (
  select *, case when coalesce(kind, 'late') not in ('late', 'invoice') or kind is null and h(i, 145) < 0.5 then product end as item, (at at time zone 'Europe/Dublin')::date + floor(34 * power(h(i, 146), 1.6))::int + case when kind = 'foreign_body' then 9 else 0 end as settled from found where (at at time zone 'Europe/Dublin')::date <= '2026-11-20'
), ended as (
  select *, settled <= '2026-11-20' and h(i, 147) > 0.04 as done, pick(h(i, 148), 'credited', 'credited', 'credited', 'replaced', 'replaced', 'rejected') as fate from named
)
insert into sales.complaints
select row_number() over (order by at, i), 'X' || lpad((row_number() over (order by at, i))::text, 4, '0'), customer_id, kind, item, case when kind in ('quality', 'foreign_body') and h(i, 149) > 0.18 then (select b.id from bake.batches b where b.product_id = item and b.status = 'finished' and (b.started_at at time zone 'Europe/Dublin')::date <= delivery_date order by b.started_at desc, b.id limit 1) end,
  at, case when done then settled end, case when done then fate end, case when done and fate = 'credited' then 300 + floor(9500 * power(h(i, 150), 3))::int end, case when done or h(i, 151) < 0.6 then 103 + floor(8 * power(h(i, 152), 1.3))::int end, h(i, 153) < 0.03
from ended;

-- ---------------------------------------------------------------- nobody works before the first or after the last day; account managers who left are still entered
update fleet.deliveries d set driver_id = x.id from hr.employees e cross join lateral (select n.id from hr.employees n where n.job = 'driver' and n.left_on is null and n.hired_on < '2025-01-01' order by (n.id - e.id + 32) % 32, n.id limit 1) as x
where e.id = d.driver_id and not ((d.planned_at at time zone 'Europe/Dublin')::date between e.hired_on and coalesce(e.left_on, date '2099-01-01'));
update fleet.deliveries d set stand_in_id = null from hr.employees e where e.id = d.stand_in_id and (d.stand_in_id = d.driver_id or not ((d.planned_at at time zone 'Europe/Dublin')::date between e.hired_on and coalesce(e.left_on, date '2099-01-01')));
update bake.batches b set baker_id = x.id from hr.employees e cross join lateral (select n.id from hr.employees n where n.job = 'baker' and n.left_on is null and n.hired_on < '2025-01-01' order by (n.id - e.id + 45) % 45, n.id limit 1) as x
where e.id = b.baker_id and not ((b.started_at at time zone 'Europe/Dublin')::date between e.hired_on and coalesce(e.left_on, date '2099-01-01'));
update sales.orders o set taken_by_id = 103 from hr.employees e where e.id = o.taken_by_id and not ((o.ordered_at at time zone 'Europe/Dublin')::date between e.hired_on and coalesce(e.left_on, date '2099-01-01'));
update sales.complaints c set handled_by_id = 103 from hr.employees e where e.id = c.handled_by_id and not ((c.reported_at at time zone 'Europe/Dublin')::date between e.hired_on and coalesce(e.left_on, date '2026-11-20') and coalesce(c.settled_on, date '2026-11-20') <= coalesce(e.left_on, date '2099-01-01'));

set session_replication_role = origin;
