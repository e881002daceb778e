-- Tasman Bay Energy, a supplier of electricity and gas at the top of the South Island of New Zealand, as it stands on 2026-11-21: a hold-out set's warehouse.
-- Written by hand, made of nothing but generate_series and a hash of ids, so that every run gives the same rows. Days are local to Pacific/Auckland,
-- all money is NZD (invoices keep cents), all energy is kWh.
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema core;
create schema billing;
create schema ops;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- what there is
create table core.districts (id bigint primary key, name text not null unique, area text not null);
insert into core.districts values (1, 'Nelson', 'urban'), (2, 'Richmond', 'urban'), (3, 'Blenheim', 'urban'), (4, 'Motueka', 'rural'), (5, 'Golden Bay', 'rural'), (6, 'Kaikoura', 'rural'), (7, 'Murchison', 'rural');

create table core.tariffs (id bigint primary key, name text not null unique, fuel text not null, kind text not null, unit_rate_cents numeric(6,2) not null, daily_charge_cents int not null, launched_on date not null, withdrawn_on date);
insert into core.tariffs values
  (1, 'Home Standard', 'electricity', 'variable', 29.40, 90, '2015-04-01', null), (2, 'Home Low User', 'electricity', 'variable', 36.10, 30, '2015-04-01', null), (3, 'Price Lock 24', 'electricity', 'fixed', 27.90, 110, '2021-08-01', null),
  (4, 'Day and Night', 'electricity', 'time_of_use', 25.60, 120, '2023-02-01', null), (5, 'Business Flex', 'electricity', 'variable', 24.80, 180, '2016-07-01', null), (6, 'Business Fixed', 'electricity', 'fixed', 23.50, 210, '2018-07-01', null),
  (7, 'Gas Standard', 'gas', 'variable', 13.20, 125, '2015-04-01', null), (8, 'Gas Price Lock', 'gas', 'fixed', 12.40, 140, '2022-05-01', '2026-03-31'), (9, 'Business Gas', 'gas', 'variable', 10.90, 240, '2016-07-01', null), (10, 'EV Night Saver', 'electricity', 'time_of_use', 17.50, 130, '2026-11-02', null);

create table core.employees (id bigint primary key, name text not null unique, role text not null, depot text not null, hired_on date not null, left_on date);
insert into core.employees
select i, (array['Aroha', 'Brian', 'Caitlin', 'Dev', 'Emma', 'Finn', 'Grace', 'Hemi', 'Isla', 'Jack', 'Kiri', 'Liam', 'Mere', 'Noah'])[1 + i % 14] || ' ' || (array['Anderson', 'Brooks', 'Carter', 'Douglas', 'Edwards', 'Fraser', 'Grant', 'Harrison', 'Irvine', 'Jones', 'Kerr'])[1 + i % 11],
  case when i <= 20 then 'support_agent' when i <= 42 then 'field_engineer' when i <= 52 then 'account_manager' else 'meter_reader' end, pick(h(i, 5), 'Nelson', 'Nelson', 'Blenheim', 'Kaikoura'), date '2014-02-03' + floor(4500 * power(h(i, 6), 0.8))::int, null
from generate_series(1, 62) as i;
update core.employees set left_on = date '2025-04-30' + floor(540 * h(id, 8))::int where h(id, 7) < 0.14 and hired_on < '2025-01-01';

-- ---------------------------------------------------------------- customers, supply points, contracts
create table core.customers (id bigint primary key, customer_no text not null unique, full_name text not null, email text, kind text not null, sector text, joined_on date not null, left_on date, is_medically_dependent boolean not null, is_paperless boolean not null, is_test boolean not null);
insert into core.customers
select i, 'TB' || lpad(i::text, 5, '0'), 'Customer ' || i, case when h(i, 11) < 0.9 then 'customer' || i || '@mail.example' end, case when h(i, 12) < 0.17 then 'business' else 'household' end,
  case when h(i, 12) < 0.17 and h(i, 13) < 0.92 then pick(h(i, 14), 'farming', 'farming', 'hospitality', 'retail', 'retail', 'manufacturing', 'public') end,
  date '2022-01-05' + floor(1780 * power(h(i, 15), 0.8))::int, null, h(i, 12) >= 0.17 and h(i, 16) < 0.045, h(i, 17) < 0.62, h(i, 18) < 0.014
from generate_series(1, 1350) as i;

create table core.supply_points (id bigint primary key, icp_no text not null unique, fuel text not null, district_id bigint not null references core.districts, meter_type text, installed_on date not null, decommissioned_on date);
insert into core.supply_points
select i, '0007' || lpad((i * 37)::text, 6, '0'), case when h(i, 21) < 0.24 then 'gas' else 'electricity' end, (array[1, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 6])[1 + floor(13 * h(i, 22))::int],
  case when h(i, 23) < 0.035 then null when h(i, 23) < 0.7 then 'smart' when h(i, 23) < 0.93 then 'manual' else 'prepay' end, date '2009-05-01' + floor(4600 * h(i, 24))::int, null
from generate_series(1, 1900) as i;

create table core.contracts (
  id bigint primary key, contract_no text not null unique, customer_id bigint not null references core.customers, supply_point_id bigint not null references core.supply_points, tariff_id bigint not null references core.tariffs, account_manager_id bigint references core.employees,
  status text not null, channel text not null, signed_at timestamptz not null, starts_on date not null, ended_on date, end_reason text, annual_kwh numeric(10,0)
);
-- The first contract of each supply point, then for those that ended a second one by somebody else.
create procedure public.sign(first_id int, source text) language plpgsql as $p$
begin
  execute format($q$
    with raw as (
      select s.id + %1$s as i, s.id as point, s.fuel, c.id as customer, c.kind, case when s.earliest is not null then s.earliest + floor(110 * h(s.id + %1$s, 33))::int else c.joined_on + case when h(s.id + %1$s, 32) < 0.55 then floor(14 * h(s.id + %1$s, 33))::int else floor(850 * power(h(s.id + %1$s, 33), 1.3))::int end end as day
      from (%2$s) as s join core.customers c on c.id = 1 + floor(1350 * h(s.id + %1$s, 31))::int where s.earliest is null or s.earliest >= c.joined_on
    ), placed as (
      select raw.*, case when fuel = 'gas' then case when kind = 'business' then 9 when h(i, 34) < 0.42 and day between '2022-05-01' and '2026-03-31' then 8 else 7 end
          when kind = 'business' then case when h(i, 34) < 0.55 then 5 else 6 end else case when h(i, 34) < 0.42 then 1 when h(i, 34) < 0.6 then 2 when h(i, 34) < 0.84 or day < '2023-02-01' then 3 else 4 end end as tariff,
        day + 3 + floor(32 * power(h(i, 35), 1.5))::int as starts, h(i, 36) as fate
      from raw where day <= '2026-11-20'
    ), ended as (
      select *, starts + 60 + floor(1100 * power(h(i, 37), 1.1))::int as gone from placed
    )
    insert into core.contracts
    select i, 'EC' || lpad(i::text, 5, '0'), customer, point, tariff, case when kind = 'business' and h(i, 38) < 0.82 then 43 + floor(10 * power(h(i, 39), 1.3))::int end,
      case when fate > 0.97 then 'draft' when fate > 0.93 then 'withdrawn' when starts > '2026-11-21' then 'pending' when fate < 0.46 and gone <= '2026-11-19' then 'ended' else 'active' end,
      case when kind = 'business' then pick(h(i, 40), 'phone', 'phone', 'broker', 'broker', 'web') else pick(h(i, 40), 'web', 'web', 'web', 'phone', 'phone', 'comparison_site', 'door_to_door') end,
      (day + time '00:10' + interval '1 minute' * floor(h(i, 41) * 1420)) at time zone 'Pacific/Auckland', starts, case when fate < 0.46 and gone <= '2026-11-19' and starts <= '2026-11-21' then gone end,
      case when fate < 0.46 and gone <= '2026-11-19' and starts <= '2026-11-21' and h(i, 42) < 0.9 then pick(h(i, 43), 'moved', 'moved', 'moved', 'switched', 'switched', 'price', 'non_payment') end,
      case when h(i, 44) < 0.05 then null else round(((case when kind = 'business' then 19000 else 6400 end) * case fuel when 'gas' then 1.3 else 1 end * (0.4 + 1.4 * power(h(i, 45), 1.6)))::numeric, -1) end
    from ended $q$, first_id, source);
end $p$;
call public.sign(0, 'select id, fuel, null::date as earliest from core.supply_points where id <= 1830');
call public.sign(2000, $$select p.id, p.fuel, c.ended_on as earliest from core.contracts c join core.supply_points p on p.id = c.supply_point_id where c.status = 'ended' and h(p.id, 46) < 0.8$$);
update core.customers c set left_on = x.gone + 2 + floor(9 * h(c.id, 48))::int from (
  select customer_id, max(ended_on) as gone from core.contracts group by 1 having bool_and(status in ('ended', 'withdrawn', 'draft')) and max(ended_on) is not null
) as x where x.customer_id = c.id and x.gone + 11 <= '2026-11-19' and h(c.id, 47) < 0.9;
update core.supply_points p set decommissioned_on = x.gone + 20 + floor(60 * h(p.id, 50))::int from (
  select supply_point_id, max(ended_on) as gone from core.contracts group by 1 having bool_and(status in ('ended', 'withdrawn', 'draft')) and max(ended_on) is not null
) as x where x.supply_point_id = p.id and x.gone + 80 <= '2026-11-19' and h(p.id, 49) < 0.22;

-- ---------------------------------------------------------------- readings
create table ops.readings (id bigint primary key, supply_point_id bigint not null references core.supply_points, read_on date not null, source text not null, usage_kwh numeric(10,1) not null, reader_id bigint references core.employees, is_void boolean not null);
insert into ops.readings
select row_number() over (order by x.day, x.point), x.point, x.day, x.source, round((x.base * (1 + 0.28 * cos(extract(doy from x.day - 45 - 200) / 58.1)) * (0.85 + 0.3 * h(x.point * 40 + x.n, 53)))::numeric, 1),
  case when x.source = 'reader' and h(x.point * 40 + x.n, 55) < 0.93 then 53 + floor(10 * power(h(x.point * 40 + x.n, 54), 1.2))::int end, h(x.point * 40 + x.n, 56) < 0.013
from (
  select p.id as point, n, date '2024-01-02' + (p.id * 7 % 91)::int + 91 * n as day, case when p.fuel = 'gas' then 2050 else 1650 end * (0.4 + 2.4 * power(h(p.id, 51), 3)) as base,
    case when p.meter_type = 'smart' then case when h(p.id * 40 + n, 52) < 0.94 then 'smart' else 'estimated' end else pick(h(p.id * 40 + n, 52), 'reader', 'reader', 'reader', 'reader', 'customer', 'customer', 'estimated', 'estimated') end as source
  from core.supply_points p cross join generate_series(0, 11) as n where p.id <= 1830
  and date '2024-01-02' + (p.id * 7 % 91)::int + 91 * n <= coalesce(p.decommissioned_on, date '2026-11-20')
) as x;

-- ---------------------------------------------------------------- invoices and payments: one invoice about every second month
create table billing.invoices (id bigint primary key, invoice_no text not null unique, contract_id bigint not null references core.contracts, kind text not null, status text not null, issued_on date not null, due_on date not null, paid_on date, net_cents bigint not null, gst_cents bigint not null);
with raw as (
  select c.id as contract, n, c.starts_on + 61 * n as issued, (coalesce(c.annual_kwh, 6000) / 6 * t.unit_rate_cents * (0.75 + 0.5 * h(c.id * 50 + n, 62)) * (1 + 0.2 * cos((extract(doy from c.starts_on + 61 * n) - 215) / 58.1)) * case when c.starts_on + 61 * n >= '2026-04-01' then 1.06 else 1 end + 61 * t.daily_charge_cents)::bigint as net,
    h(c.id * 50 + n, 63) as fate
  from core.contracts c join core.tariffs t on t.id = c.tariff_id cross join generate_series(1, 28) as n
  where c.status in ('active', 'ended') and c.starts_on + 61 * n between '2024-01-01' and '2026-11-20' and c.starts_on + 61 * n <= coalesce(c.ended_on + 61, date '2026-11-20')
), timed as (
  select *, issued + 20 as due, issued + 2 + floor(17 * h(contract * 50 + n, 64) + case when h(contract * 50 + n, 65) < 0.15 then 55 * h(contract * 50 + n, 66) else 0 end)::int as paid from raw
), kept as (
  select *, case when fate > 0.986 then 'void' when fate > 0.965 or paid > '2026-11-20' then case when due <= '2026-11-20' then 'overdue' else 'open' end else 'paid' end as status from timed
)
insert into billing.invoices
select row_number() over (order by issued, contract, kind desc), 'x' || contract || '-' || n || kind, contract, kind, case when kind = 'credit_note' then 'credited' else status end, issued, due, case when kind = 'invoice' and status = 'paid' then paid end, net, round(net * 0.15)
from (
  select contract, n, 'invoice' as kind, status, issued, due, paid, net from kept
  union all
  select contract, n, 'credit_note', status, issued + 25, issued + 45, null, (net * (0.05 + 0.5 * h(contract * 50 + n, 68)))::bigint from kept where status = 'paid' and h(contract * 50 + n, 67) < 0.028 and issued + 25 <= '2026-11-20'
) as x;
update billing.invoices set invoice_no = 'INV' || lpad(id::text, 6, '0');

create table billing.payments (id bigint primary key, contract_id bigint references core.contracts, kind text not null, method text, amount_nzd numeric(10,2) not null, paid_on date not null, is_reversed boolean not null);
insert into billing.payments
select row_number() over (order by day, contract, n), case when h(n, 75) < 0.012 and kind = 'payment' then null else contract end, kind, case when h(n, 74) < 0.02 then null when h(contract, 71) < 0.56 then 'direct_debit' when h(contract, 71) < 0.8 then 'card' when h(contract, 71) < 0.97 then 'bank_transfer' else 'cash' end, nzd, day, reversed
from (
  select contract_id as contract, id as n, 'payment' as kind, round((net_cents + gst_cents) / 100.0, 2) as nzd, paid_on as day, false as reversed from billing.invoices where status = 'paid'
  union all
  select contract_id, id + 100000, 'payment', round((net_cents + gst_cents) / 100.0, 2), greatest(paid_on - 5, issued_on), true from billing.invoices where status = 'paid' and h(id, 72) < 0.022
  union all
  select contract_id, id + 200000, 'refund', round((net_cents + gst_cents) / 100.0, 2), least(issued_on + 6, date '2026-11-20'), false from billing.invoices where kind = 'credit_note' and h(id, 73) < 0.6
) as x;

-- What customers owe at the end of a month, by customer type, fuel and age of the debt; a month is written when it is over. Gas of businesses has no debt older than 90 days.
create table billing.receivable_months (month date not null, customer_kind text not null, fuel text not null, age_band text not null, balance_nzd numeric(12,2) not null, disputed_nzd numeric(12,2) not null, primary key (month, customer_kind, fuel, age_band));
insert into billing.receivable_months
select m::date, k, f, a, x.b, round((x.b * (0.02 + 0.07 * h(x.s, 82)))::numeric, 2)
from generate_series(timestamp '2024-01-01', timestamp '2026-10-01', interval '1 month') as m cross join unnest(array['household', 'business']) as k cross join unnest(array['electricity', 'gas']) as f
cross join unnest(array['0-30', '31-60', '61-90', '90+'], array[62000, 17000, 7000, 11000], array[1, 2, 3, 4]) as band(a, size, rank)
cross join lateral (select extract(year from m)::bigint * 10000 + extract(month from m)::bigint * 100 + case k when 'household' then 10 else 20 end + case f when 'gas' then 4 else 0 end + rank as s) as z
cross join lateral (select z.s, round((size * case k when 'household' then 1 else 0.8 end * case f when 'gas' then 0.3 else 1 end * (0.75 + 0.35 * h(z.s, 81) + 0.2 * sin(extract(epoch from m) / 5000000) + extract(epoch from m - timestamp '2024-01-01') / 200000000))::numeric, 2) as b) as x
where not (k = 'business' and f = 'gas' and a = '90+');

-- ---------------------------------------------------------------- tickets and outages
create table ops.tickets (
  id bigint primary key, ticket_no text not null unique, customer_id bigint references core.customers, topic text, channel text not null, priority text not null, status text not null, opened_at timestamptz not null, resolved_at timestamptz, agent_id bigint references core.employees, engineer_id bigint references core.employees, rating int
);
with raw as (
  select i, date '2024-01-03' + floor(1053 * power(h(i, 91), 0.85))::int as day, 1 + floor(1350 * h(i, 92))::int as customer from generate_series(1, 3200) as i
), timed as (
  select raw.*, (day + time '00:05' + interval '1 minute' * floor(h(i, 93) * 1430)) at time zone 'Pacific/Auckland' as opened, interval '1 minute' * floor(20 + 20000 * power(h(i, 94), 3)) as took, h(i, 95) as fate, h(i, 96) as t from raw join core.customers c on c.id = customer where day >= c.joined_on
), done as (
  select *, opened + took as resolved, case when t < 0.28 then 'billing' when t < 0.44 then 'meter' when t < 0.58 then 'outage' when t < 0.7 then 'moving' when t < 0.82 then 'tariff_advice' when t < 0.95 then 'complaint' end as topic from timed
)
insert into ops.tickets
select i, 'T' || lpad(i::text, 5, '0'), case when h(i, 97) < 0.05 then null else customer end, topic, pick(h(i, 98), 'phone', 'phone', 'phone', 'email', 'email', 'chat', 'shop'), pick(h(i, 99), 'low', 'normal', 'normal', 'normal', 'high', 'urgent'),
  case when fate > 0.97 then 'merged' when resolved > '2026-11-20 10:00+00' or fate < 0.02 then 'open' else 'resolved' end, opened, case when fate > 0.97 then opened when resolved > '2026-11-20 10:00+00' or fate < 0.02 then null else resolved end,
  case when h(i, 100) < 0.04 then null else 1 + floor(20 * power(h(i, 101), 1.2))::int end, case when topic in ('meter', 'outage') and h(i, 102) < 0.7 then 21 + floor(22 * power(h(i, 103), 1.2))::int end,
  case when fate between 0.02 and 0.97 and resolved <= '2026-11-20 10:00+00' and h(i, 104) < 0.38 then 1 + floor(5 * power(h(i, 105), 0.6))::int end
from done;

create table ops.outages (id bigint primary key, outage_no text not null unique, district_id bigint not null references core.districts, fuel text not null, kind text not null, cause text, status text not null, started_at timestamptz not null, restored_at timestamptz, points_affected int not null, lead_engineer_id bigint references core.employees);
with raw as (
  select i, date '2024-01-02' + floor(1054 * h(i, 111))::int as day, case when h(i, 112) < 0.09 then 'gas' else 'electricity' end as fuel, case when h(i, 113) < 0.24 then 'planned' else 'unplanned' end as kind from generate_series(1, 620) as i
), timed as (
  select *, (day + time '00:05' + interval '1 minute' * floor(h(i, 114) * 1430)) at time zone 'Pacific/Auckland' as started, interval '1 minute' * floor(case kind when 'planned' then 90 + 240 * h(i, 115) else 15 + 900 * power(h(i, 115), 3) end) as took from raw
)
insert into ops.outages
select i, 'O' || lpad(i::text, 4, '0'), (array[1, 1, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6])[1 + floor(12 * h(i, 116))::int], fuel, kind, case when h(i, 117) < 0.06 then null when kind = 'planned' then 'maintenance' when fuel = 'gas' then pick(h(i, 118), 'leak', 'equipment', 'third_party') else pick(h(i, 118), 'storm', 'storm', 'storm', 'tree', 'tree', 'equipment', 'equipment', 'vehicle', 'animal', 'third_party') end,
  case when h(i, 119) > 0.965 then 'cancelled' when started + took > '2026-11-20 10:30+00' then 'ongoing' else 'restored' end, started, case when h(i, 119) <= 0.965 and started + took <= '2026-11-20 10:30+00' then started + took end, (5 + 900 * power(h(i, 120), 3.5))::int,
  case when h(i, 121) < 0.07 then null else 21 + floor(22 * power(h(i, 122), 1.3))::int end
from timed where started < '2026-11-20 10:30+00';
update ops.outages set status = 'ongoing', restored_at = null where id in (select id from ops.outages where status = 'restored' order by started_at desc, id limit 2);
drop procedure public.sign;

set session_replication_role = origin;
