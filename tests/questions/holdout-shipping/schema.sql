-- Halcyon Line, a container shipping line, as it stands on 2026-11-21: a hold-out set's warehouse. Written by hand, made of nothing but
-- generate_series and a hash of ids, so that every run gives the same rows. Its days are days in Copenhagen. It knows nothing of the program.
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema fleet;
create schema trade;
create schema finance;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- what sails where
create table fleet.ports (id bigint primary key, code text not null unique, name text not null, country text not null, region text, berths int not null);
insert into fleet.ports values
  (1, 'SEGOT', 'Gothenburg', 'Sweden', 'Nordic', 4), (2, 'DKAAR', 'Aarhus', 'Denmark', 'Nordic', 3), (3, 'NOOSL', 'Oslo', 'Norway', 'Nordic', 2), (4, 'FIHEL', 'Helsinki', 'Finland', 'Nordic', 3),
  (5, 'NLRTM', 'Rotterdam', 'Netherlands', 'North Continent', 8), (6, 'DEHAM', 'Hamburg', 'Germany', 'North Continent', 6), (7, 'BEANR', 'Antwerp', 'Belgium', 'North Continent', 6), (8, 'PLGDY', 'Gdynia', 'Poland', 'North Continent', 2),
  (9, 'GBFXT', 'Felixstowe', 'United Kingdom', 'British Isles', 4), (10, 'IEDUB', 'Dublin', 'Ireland', 'British Isles', 2),
  (11, 'ESBIO', 'Bilbao', 'Spain', 'Iberia', 2), (12, 'PTLIS', 'Lisbon', 'Portugal', 'Iberia', 3), (13, 'ESVLC', 'Valencia', 'Spain', 'Iberia', 4), (14, 'ESALG', 'Algeciras', 'Spain', 'Iberia', 5),
  (15, 'ITGOA', 'Genoa', 'Italy', 'Mediterranean', 4), (16, 'GRPIR', 'Piraeus', 'Greece', 'Mediterranean', 5), (17, 'TRMER', 'Mersin', 'Turkey', 'Mediterranean', 3), (18, 'MTMAR', 'Marsaxlokk', 'Malta', 'Mediterranean', 3),
  (19, 'SNDKR', 'Dakar', 'Senegal', 'West Africa', 2), (20, 'CIABJ', 'Abidjan', 'Ivory Coast', 'West Africa', 2), (21, 'ESLPA', 'Las Palmas', 'Spain', null, 2);

create table fleet.services (id bigint primary key, code text not null unique, name text not null unique, round_trip_days int not null, launched_on date not null);
insert into fleet.services values
  (1, 'NOR', 'Nordic', 14, '2016-03-01'), (2, 'AMB', 'Amber', 14, '2018-05-01'), (3, 'IBL', 'Iberian Loop', 21, '2012-01-01'), (4, 'LEV', 'Levant Express', 21, '2019-09-01'), (5, 'CEL', 'Celtic Shuttle', 10, '2014-06-01'), (6, 'SAH', 'Sahel', 28, '2025-09-01');

create table fleet.vessels (id bigint primary key, name text not null unique, imo text not null unique, class text not null, capacity_teu int not null, flag text not null, built_on date not null, is_chartered boolean not null, sold_on date);
insert into fleet.vessels
select i, n, (9300000 + i * 7919)::text, c.class, c.teu + (i % 4) * 50, pick(h(i, 1), 'Denmark', 'Denmark', 'Malta', 'Liberia', 'Singapore'), date '2001-02-01' + floor(h(i, 2) * 8000)::int, h(i, 3) < 0.35, case when i = 11 then date '2026-02-14' end
from unnest(array['Avocet', 'Bittern', 'Curlew', 'Dunlin', 'Eider', 'Fulmar', 'Gannet', 'Heron', 'Ibis', 'Jackdaw', 'Kittiwake', 'Lapwing', 'Merlin', 'Nightjar', 'Osprey', 'Petrel', 'Quail', 'Redshank', 'Sandpiper', 'Tern', 'Umbrette', 'Veery', 'Whimbrel', 'Yellowlegs']) with ordinality as v(n, i)
cross join lateral (select case when i <= 8 then 'feeder' when i <= 16 then 'panamax' when i <= 20 then 'feeder' else 'neo_panamax' end, case when i <= 8 then 900 when i <= 16 then 2800 when i <= 20 then 700 else 4200 end) as c(class, teu);

create table fleet.voyages (id bigint primary key, number text not null unique, service_id bigint not null references fleet.services, vessel_id bigint not null references fleet.vessels, status text not null, starts_on date not null, ends_on date not null, loaded_teu int);
insert into fleet.voyages
select row_number() over (order by d.day, v.id), s.code || '-' || to_char(d.day, 'YYMMDD') || '-' || v.id, s.id, v.id,
  case when h(v.id * 100000 + d.n, 11) < 0.045 then 'cancelled' when d.day + s.round_trip_days < date '2026-11-20' then 'completed' when d.day <= date '2026-11-20' then 'sailing' else 'planned' end,
  d.day, d.day + s.round_trip_days,
  case when h(v.id * 100000 + d.n, 11) >= 0.045 and d.day <= date '2026-11-20' then floor(v.capacity_teu * (0.52 + 0.04 * (s.id % 3) + 0.05 * cos((extract(doy from d.day) - 270) / 58.0) + 0.38 * h(v.id * 100000 + d.n, 12)))::int end
from fleet.vessels v join fleet.services s on s.id = 1 + (v.id - 1) / 4
cross join lateral (select n, greatest(date '2024-04-01', s.launched_on) + ((v.id - 1) % 4 * s.round_trip_days / 4)::int + n * s.round_trip_days as day from generate_series(0, 110) as n) as d
where d.day <= date '2026-12-20' and (v.sold_on is null or d.day + s.round_trip_days < v.sold_on);

create index on fleet.voyages (service_id, starts_on);

create table fleet.port_calls (id bigint primary key, voyage_id bigint not null references fleet.voyages, port_id bigint not null references fleet.ports, call_no int not null,
  scheduled_arrival timestamptz not null, arrived_at timestamptz, berthed_at timestamptz, departed_at timestamptz, moves int);
with loops(service_id, ports) as (values (1, array[6, 1, 2, 3, 4, 5]), (2, array[5, 6, 8, 4, 1]), (3, array[5, 9, 11, 12, 14, 13]), (4, array[14, 15, 18, 16, 17]), (5, array[7, 9, 10]), (6, array[7, 12, 21, 19, 20])),
planned as (
  select v.id * 10 + p.n as cid, v.*, p.port_id, p.n, ((v.starts_on + interval '1 hour' * floor((p.n - 1) * (s.round_trip_days * 24.0 / array_length(l.ports, 1)) + 4 + 17 * h(v.id * 10 + p.n, 21)))) at time zone 'Europe/Copenhagen' as eta
  from fleet.voyages v join fleet.services s on s.id = v.service_id join loops l on l.service_id = v.service_id cross join unnest(l.ports) with ordinality as p(port_id, n)
), sailed as (
  select *, eta + interval '1 minute' * floor(-240 + 60 * 34 * power(h(cid, 22), 3.2 - 0.25 * service_id) + case when extract(month from eta) in (12, 1, 2) then 140 else 0 end + case when port_id in (9, 16) then 120 else 0 end) as ata from planned
), berthed as (
  select *, ata + interval '1 minute' * floor(15 + 900 * power(h(cid, 23), 4)) as atb from sailed
), left_ as (
  select *, floor(vessel_moves * (0.12 + 0.35 * h(cid, 24)))::int as m from berthed cross join lateral (select capacity_teu as vessel_moves from fleet.vessels where vessels.id = berthed.vessel_id) x
)
insert into fleet.port_calls
select row_number() over (order by eta, cid), left_.id, port_id, n, eta,
  case when status <> 'cancelled' and ata < timestamptz '2026-11-20 22:00+00' then ata end,
  case when status <> 'cancelled' and atb < timestamptz '2026-11-20 22:00+00' then atb end,
  case when status <> 'cancelled' and atd < timestamptz '2026-11-20 22:00+00' then atd end,
  case when status <> 'cancelled' and atd < timestamptz '2026-11-20 22:00+00' then m end
from left_ cross join lateral (select atb + interval '1 minute' * floor(m * 60.0 / (24 + 14 * h(cid, 25))) as atd) y;

create table fleet.fuel_days (vessel_id bigint not null references fleet.vessels, day date not null, tonnes_on_board numeric(8,1) not null, tonnes_burnt numeric(8,1) not null, primary key (vessel_id, day));
insert into fleet.fuel_days
select v.id, date '2024-04-01' + n, round((c.tank * (1 - ((n + v.id * 3) % 17) / 19.0) + 20 * h(v.id * 10000 + n, 31))::numeric, 1), round((c.tank / 20.0 * (0.55 + 0.9 * h(v.id * 10000 + n, 32)))::numeric, 1)
from fleet.vessels v cross join generate_series(0, 963) as n cross join lateral (select case v.class when 'feeder' then 420 when 'panamax' then 1500 else 2600 end as tank) c
where (v.sold_on is null or date '2024-04-01' + n < v.sold_on) and (v.id <= 20 or date '2024-04-01' + n >= date '2025-09-01');

-- ---------------------------------------------------------------- boxes
create table fleet.containers (id bigint primary key, number text not null unique, kind text not null, teu int not null, is_leased boolean not null, bought_on date not null, retired_on date);
insert into fleet.containers
select i, 'HLCU' || lpad((i * 7919 % 9999999)::text, 7, '0'), k.kind, case k.kind when '20DC' then 1 else 2 end, h(i, 42) < 0.3, date '2012-01-01' + floor(5300 * h(i, 43))::int, case when h(i, 44) < 0.07 then date '2024-06-01' + floor(880 * h(i, 45))::int end
from generate_series(1, 3000) as i cross join lateral (select case when h(i, 41) < 0.4 then '20DC' when h(i, 41) < 0.84 then '40HC' else '40RF' end as kind) k;

create table fleet.depot_days (port_id bigint not null references fleet.ports, container_kind text not null, day date not null, empties int not null, damaged int not null, primary key (port_id, container_kind, day));
insert into fleet.depot_days
select p.id, k.kind, d.day, greatest(k.base, floor(k.base * (1.4 + 0.5 * sin((d.n + p.id * 40) / 45.0) + 0.2 * h(p.id * 100000 + k.base * 7 + d.n, 51)) * (0.5 + p.berths / 5.0)))::int, floor(k.base / 9.0 * h(p.id * 100000 + k.base * 7 + d.n, 52))::int
from fleet.ports p cross join (values ('20DC', 60), ('40HC', 85), ('40RF', 30)) as k(kind, base) cross join lateral (select n, date '2024-04-01' + n as day from generate_series(0, 963) as n) as d
where p.id in (1, 2, 5, 6, 9, 10, 13, 14, 16, 19) and (p.id <> 19 or d.day >= '2025-09-01') and (p.id <> 10 or d.day <= '2026-06-30');

-- ---------------------------------------------------------------- who ships what
create table trade.customers (id bigint primary key, name text not null unique, kind text not null, country text not null, currency text not null, signed_on date not null, is_internal boolean not null, closed_on date);
insert into trade.customers
select i, case when i > 316 then 'Halcyon ' || (array['Logistics', 'Agencies', 'Terminals', 'Bunkering'])[i - 316] else
    (array['Lindqvist', 'Fjord', 'Baltica', 'Van Damme', 'Hanse', 'Solveig', 'Tagus', 'Ibercarga', 'Ligure', 'Aegean', 'Anatolia', 'Harmattan', 'Shannon', 'Mersey', 'Vistula', 'Suomi'])[1 + i % 16] || ' ' ||
    (array['Paper', 'Salmon', 'Timber', 'Foods', 'Steel', 'Forwarding', 'Chemicals', 'Furniture', 'Textiles', 'Motors', 'Fruit', 'Logistics', 'Ceramics', 'Wines', 'Machinery', 'Trading', 'Pharma', 'Coffee', 'Glass', 'Home'])[1 + i / 16] end,
  case when i > 316 then 'agent' when (1 + i / 16) in (6, 12) then 'forwarder' when (1 + i / 16) = 16 then 'trader' else 'shipper' end,
  (array['Sweden', 'Norway', 'Denmark', 'Belgium', 'Germany', 'Norway', 'Portugal', 'Spain', 'Italy', 'Greece', 'Turkey', 'Senegal', 'Ireland', 'United Kingdom', 'Poland', 'Finland'])[1 + i % 16],
  (array['EUR', 'NOK', 'EUR', 'EUR', 'EUR', 'NOK', 'EUR', 'EUR', 'EUR', 'EUR', 'USD', 'USD', 'EUR', 'GBP', 'USD', 'EUR'])[1 + i % 16],
  case when h(i, 61) < 0.45 then date '2024-03-31' - floor(3500 * h(i, 62))::int else date '2024-04-01' + floor(955 * h(i, 62))::int end, i > 316, case when h(i, 63) < 0.06 then date '2025-10-01' + floor(400 * h(i, 64))::int end
from generate_series(1, 320) as i;

create table trade.bookings (
  id bigint primary key, number text not null unique, customer_id bigint references trade.customers, service_id bigint not null references fleet.services, voyage_id bigint references fleet.voyages,
  load_port_id bigint not null references fleet.ports, discharge_port_id bigint references fleet.ports, product text not null, cargo text, channel text not null, status text not null,
  booked_at timestamptz not null, confirmed_at timestamptz, cancelled_at timestamptz, containers int not null, teu int not null, is_test boolean not null
);
with loops(service_id, ports) as (values (1, array[6, 1, 2, 3, 4, 5]), (2, array[5, 6, 8, 4, 1]), (3, array[5, 9, 11, 12, 14, 13]), (4, array[14, 15, 18, 16, 17]), (5, array[7, 9, 10]), (6, array[7, 12, 21, 19, 20])),
raw as (
  select i, (date '2024-04-01' + floor(963.9 * power(h(i, 71), 0.86))::int + interval '1 minute' * floor(330 + 1080 * h(i, 72))) at time zone 'Europe/Copenhagen' as at,
    case when h(i, 73) < 0.24 then 1 when h(i, 73) < 0.40 then 2 when h(i, 73) < 0.66 then 3 when h(i, 73) < 0.83 then 4 when h(i, 73) < 0.94 then 5 else 6 end as service0,
    1 + floor(320 * power(h(i, 74), 1.6))::bigint as customer, (array[1, 1, 1, 2, 2, 3, 4, 6])[1 + floor(8 * h(i, 75))::int] as boxes
  from generate_series(1, 14000) as i
), served as (
  select r.*, case when service0 = 6 and at < '2025-09-01' then 3 else service0 end as service_id from raw r
), placed as materialized (
  select s.*, at::date + 3 + floor(9 * h(i, 78))::int as earliest, l.ports, 1 + floor(array_length(l.ports, 1) * h(i, 76))::int as a, 1 + floor((array_length(l.ports, 1) - 1) * h(i, 77))::int as step from served s join loops l using (service_id)
), sailing as (
  select p.*, ports[a] as load_port, ports[1 + (a - 1 + step) % array_length(ports, 1)] as discharge_port, v.id as voyage, v.starts_on, v.ends_on
  from placed p left join lateral (select id, starts_on, ends_on from fleet.voyages v where v.service_id = p.service_id and v.status <> 'cancelled' and v.starts_on >= p.earliest order by v.starts_on, v.id limit 1) v on true
), fated as (
  select *, case when h(i, 79) < 0.085 + case when service_id = 5 then 0.03 else 0 end then 'cancelled' when at > timestamptz '2026-11-19 12:00+01' and h(i, 80) < 0.6 or voyage is null then 'requested'
    when ends_on + 3 < date '2026-11-20' then 'delivered' when starts_on < date '2026-11-20' then 'shipped' else 'confirmed' end as status from sailing
)
insert into trade.bookings
select i, 'HB' || lpad((i * 13 + 100000)::text, 7, '0'), case when h(i, 81) < 0.05 then null else customer end, service_id, case when status = 'requested' or status = 'cancelled' and h(i, 82) < 0.5 then null else voyage end,
  load_port, case when h(i, 83) < 0.008 then null else discharge_port end, case when h(i, 84) < 0.68 then 'standard' when h(i, 84) < 0.9 then 'priority' else 'guaranteed' end,
  case when h(i, 85) < 0.03 then null else pick(h(i, 86), 'paper', 'fish', 'timber', 'food', 'steel', 'chemicals', 'furniture', 'machinery', 'food', 'paper') end,
  case when h(i, 81) < 0.05 then 'web' when h(i, 87) < 0.42 then 'web' when h(i, 87) < 0.72 then 'edi' when h(i, 87) < 0.93 then 'email' else 'phone' end, status, at,
  case when status <> 'requested' and not (status = 'cancelled' and h(i, 88) < 0.5) then at + interval '1 minute' * floor(20 + 3200 * power(h(i, 89), 3)) end,
  case when status = 'cancelled' then least(at + interval '1 hour' * floor(60 + 160 * h(i, 90)), timestamptz '2026-11-20 21:00+01') end,
  boxes, boxes + floor(boxes * (0.3 + 0.7 * h(i, 91)))::int, h(i, 92) < 0.012
from fated;
create index on trade.bookings (voyage_id);

create table trade.status_changes (id bigint primary key, booking_id bigint not null references trade.bookings, from_status text, to_status text not null, changed_at timestamptz not null, changed_by text);
insert into trade.status_changes
select row_number() over (order by at, id, step), id, from_status, to_status, at, pick(h(id * 10 + step, 95), 'system', 'system', 'desk', 'customer')
from (
  select id, 1 as step, null as from_status, 'requested' as to_status, booked_at as at from trade.bookings
  union all select id, 2, 'requested', 'confirmed', confirmed_at from trade.bookings where confirmed_at is not null
  union all select id, 3, 'confirmed', 'rolled', confirmed_at + interval '1 hour' * floor(8 + 40 * h(id, 97)) from trade.bookings where status in ('shipped', 'delivered') and h(id, 96) < 0.07
  union all select id, 4, 'rolled', 'confirmed', confirmed_at + interval '1 hour' * floor(50 + 40 * h(id, 97)) from trade.bookings where status in ('shipped', 'delivered') and h(id, 96) < 0.07
  union all select b.id, 5, 'confirmed', 'shipped', (v.starts_on + interval '1 hour' * floor(10 + 30 * h(b.id, 98))) at time zone 'Europe/Copenhagen' from trade.bookings b join fleet.voyages v on v.id = b.voyage_id where b.status in ('shipped', 'delivered')
  union all select b.id, 6, 'shipped', 'delivered', (v.ends_on + interval '1 hour' * floor(6 + 60 * h(b.id, 99))) at time zone 'Europe/Copenhagen' from trade.bookings b join fleet.voyages v on v.id = b.voyage_id where b.status = 'delivered'
  union all select id, 7, case when confirmed_at is null then 'requested' else 'confirmed' end, 'cancelled', cancelled_at from trade.bookings where status = 'cancelled'
) x where at < timestamptz '2026-11-20 22:59+00';

create table trade.booking_containers (booking_id bigint not null references trade.bookings, container_id bigint not null references fleet.containers, loaded_at timestamptz not null, delivered_at timestamptz, gross_kg int, primary key (booking_id, container_id));
insert into trade.booking_containers
select distinct on (b.id, c.container) b.id, c.container, least(l.at, timestamptz '2026-11-20 20:00+00'),
  case when b.status = 'delivered' then least(l.at + interval '1 hour' * floor(40 + (v.ends_on - v.starts_on) * 24 * (0.2 + 0.8 * h(b.id * 10 + n, 104))), timestamptz '2026-11-20 21:30+00') end,
  case when h(b.id * 10 + n, 103) < 0.02 then null else floor(3200 + 24000 * h(b.id * 10 + n, 105))::int end
from trade.bookings b join fleet.voyages v on v.id = b.voyage_id cross join lateral generate_series(1, b.containers) as n
cross join lateral (select 1 + floor(3000 * h(b.id * 10 + n, 101))::bigint as container) c
cross join lateral (select (v.starts_on + interval '1 hour' * floor(2 + 60 * h(b.id * 10 + n, 102))) at time zone 'Europe/Copenhagen' as at) l
where b.status in ('shipped', 'delivered');

-- ---------------------------------------------------------------- money
create table finance.fx_rates (currency text not null, rate_date date not null, eur_per_unit numeric(12,6) not null, primary key (currency, rate_date));
insert into finance.fx_rates
select c.code, date '2024-01-01' + n, case when c.code = 'EUR' then 1 else round((c.base * (1 + 0.05 * sin(n / 120.0 + c.base) + 0.01 * h(n, 111)))::numeric, 6) end
from (values ('EUR', 1.0), ('USD', 0.92), ('GBP', 1.17), ('NOK', 0.087)) as c(code, base) cross join generate_series(0, 1054) as n;

create table finance.charges (
  id bigint primary key, invoice_no text not null, booking_id bigint references trade.bookings, kind text not null, currency text not null, amount_cents bigint not null,
  invoiced_on date not null, due_on date not null, paid_on date, status text not null
);
with priced as (
  select b.id as booking_id, k.kind, k.n, coalesce(c.currency, 'EUR') as currency, v.starts_on + k.delay as day,
    floor(100 * k.eur * b.teu * (0.8 + 0.4 * h(b.id, 121)) * (1 + (b.booked_at::date - date '2024-04-01') / 6000.0) * case b.product when 'priority' then 1.18 when 'guaranteed' then 1.4 else 1 end / case coalesce(c.currency, 'EUR') when 'USD' then 0.92 when 'GBP' then 1.17 when 'NOK' then 0.087 else 1 end)::bigint as cents
  from trade.bookings b join fleet.voyages v on v.id = b.voyage_id left join trade.customers c on c.id = b.customer_id
  cross join lateral (
    select 'freight' as kind, 1 as n, 2 as delay, (array[610, 540, 880, 1050, 470, 1640])[b.service_id] as eur
    union all select 'fuel_surcharge', 2, 2, (array[70, 65, 120, 150, 45, 290])[b.service_id]
    union all select 'terminal_handling', 3, 2, 165 where h(b.id, 122) < 0.6
    union all select 'demurrage', 4, 26, 240 where h(b.id, 123) < 0.08
    union all select 'discount', 5, 2, -60 where h(b.id, 124) < 0.13
  ) k
  where b.status in ('shipped', 'delivered') and v.starts_on + k.delay <= date '2026-11-20'
  union all
  -- Space lent to other lines: it belongs to no booking.
  select null, 'slot_charter', 6, 'USD', date '2024-04-04' + n * 4, floor(100 * (6000 + 14000 * h(n, 125)))::bigint from generate_series(0, 239) as n
), numbered as (
  select *, row_number() over (order by day, booking_id nulls last, n) as id from priced
), fated as (
  select *, case when h(id, 126) < 0.02 then 'void' when day > date '2026-11-16' and h(id, 127) < 0.5 then 'draft' end as dead,
    day + 30 as due, day + floor(12 + 55 * power(h(coalesce(booking_id, id + 50000), 128), 1.4))::int as paid, h(coalesce(booking_id, id + 50000), 129) < 0.03 as never
  from numbered
)
insert into finance.charges
select id, 'INV' || lpad(coalesce(booking_id * 10 + case when n = 4 then 4 else 1 end, 900000 + id)::text, 8, '0'), booking_id, kind, currency, cents, day, due,
  case when dead is null and not never and paid <= date '2026-11-20' then paid end, coalesce(dead, case when not never and paid <= date '2026-11-20' then 'paid' else 'open' end)
from fated;

set session_replication_role = origin;
analyze;
