-- Tamarack Mobile, a mobile phone operator in Canada, as it stands on 2026-11-21: a hold-out set's warehouse. Written by hand, made of nothing but
-- generate_series and a hash of ids, so that every run gives the same rows. Times are local to America/Toronto, amounts are cents CAD, data is MB.
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema crm;
create schema bill;
create schema net;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- shops, staff and tariffs
create table crm.shops (id bigint primary key, name text not null unique, city text not null, format text not null, opened_on date not null, closed_on date);
insert into crm.shops values
  (1, 'Yonge Street', 'Toronto', 'flagship', '2014-05-02', null), (2, 'Eaton Corner', 'Toronto', 'standard', '2015-09-14', null), (3, 'Union Kiosk', 'Toronto', 'kiosk', '2019-03-11', null), (4, 'Rideau', 'Ottawa', 'standard', '2016-02-01', null),
  (5, 'Byward Market', 'Ottawa', 'kiosk', '2021-06-17', null), (6, 'Sainte-Catherine', 'Montreal', 'flagship', '2015-04-20', null), (7, 'Plateau', 'Montreal', 'standard', '2017-10-09', null), (8, 'Gare Centrale', 'Montreal', 'kiosk', '2020-01-27', '2026-05-29'),
  (9, 'Saint-Roch', 'Quebec City', 'standard', '2018-08-13', null), (10, 'Portage Place', 'Winnipeg', 'standard', '2018-11-05', null), (11, 'The Forks', 'Winnipeg', 'kiosk', '2022-07-04', null), (12, 'Spring Garden', 'Halifax', 'standard', '2019-05-20', null),
  (13, 'Dartmouth Crossing', 'Halifax', 'standard', '2023-04-03', '2025-09-26'), (14, 'Main Street', 'Moncton', 'standard', '2024-03-18', null), (15, 'Square One', 'Toronto', 'standard', '2025-06-02', null), (16, 'Osborne Village', 'Winnipeg', 'kiosk', '2026-11-16', null);

create table crm.staff (id bigint primary key, name text not null unique, role text not null, shop_id bigint references crm.shops, hired_on date not null, left_on date);
insert into crm.staff
select i, (array['Amelie', 'Brandon', 'Chantal', 'Devon', 'Elise', 'Felix', 'Gurpreet', 'Hannah', 'Isaac', 'Julie', 'Kevin', 'Lena', 'Mathieu'])[1 + i % 13] || ' ' || (array['Arsenault', 'Bouchard', 'Carter', 'Dhillon', 'Evans', 'Fortin', 'Gagnon', 'Harper', 'Iqbal', 'Jensen', 'Kovacs'])[1 + i % 11],
  case when i <= 45 then 'sales_advisor' when i <= 60 then 'shop_manager' when i <= 86 then 'support_agent' else 'field_engineer' end,
  case when i <= 45 then 1 + (i - 1) % 15 when i <= 60 then i - 45 end, date '2015-01-12' + floor(3900 * power(h(i, 1), 0.7))::int, null
from generate_series(1, 100) as i;
update crm.staff set left_on = date '2025-06-16' + floor(500 * h(id, 3))::int where h(id, 2) < 0.15 and hired_on < '2025-01-01';
update crm.staff e set left_on = s.closed_on from crm.shops s where s.id = e.shop_id and s.closed_on is not null and e.left_on is null;

create table crm.tariffs (id bigint primary key, name text not null unique, family text not null, monthly_fee_cents int, data_allowance_mb int, launched_on date not null, withdrawn_on date);
insert into crm.tariffs values
  (1, 'Pebble', 'prepaid', null, null, '2014-05-02', null), (2, 'Pebble Plus', 'prepaid', 1500, 3072, '2021-02-01', null), (3, 'Birch 10', 'postpaid', 2900, 10240, '2019-09-02', null), (4, 'Birch 30', 'postpaid', 4500, 30720, '2019-09-02', null),
  (5, 'Birch Unlimited', 'postpaid', 7500, null, '2022-04-04', null), (6, 'Maple Business', 'postpaid', 6500, 51200, '2020-01-06', null), (7, 'Datastick', 'data_only', 2500, 20480, '2018-03-01', null), (8, 'Senior Talk', 'postpaid', 1900, 2048, '2016-10-03', '2026-03-31'),
  (9, 'Junior Watch', 'data_only', 900, 1024, '2026-11-02', null);

-- ---------------------------------------------------------------- customers and lines
create table crm.customers (
  id bigint primary key, account_no text not null unique, full_name text not null, email text, kind text not null, language text, province text, joined_on date not null, left_on date, paperless boolean not null, is_test boolean not null
);
insert into crm.customers
select i, 'T' || lpad(i::text, 5, '0'), 'Subscriber ' || i, case when h(i, 11) < 0.9 then 'sub' || i || '@mail.example' end, case when h(i, 12) < 0.14 then 'business' else 'consumer' end, case when h(i, 13) < 0.04 then null when h(i, 14) < 0.62 then 'english' else 'french' end,
  case when h(i, 15) < 0.03 then null else (array['Ontario', 'Ontario', 'Ontario', 'Ontario', 'Quebec', 'Quebec', 'Quebec', 'Manitoba', 'Nova Scotia', 'New Brunswick'])[1 + floor(10 * h(i, 16))::int] end,
  date '2023-01-09' + floor(1410 * power(h(i, 17), 0.8))::int, null, h(i, 18) < 0.66, h(i, 19) < 0.02
from generate_series(1, 1500) as i;

create table crm.lines (
  id bigint primary key, line_no text not null unique, customer_id bigint not null references crm.customers, tariff_id bigint not null references crm.tariffs, status text not null, channel text not null, shop_id bigint references crm.shops, seller_id bigint references crm.staff,
  is_esim boolean not null, activated_at timestamptz not null, ended_on date, end_reason text
);
with raw as (
  select i, c.id as customer, c.kind, case when n = 1 then c.joined_on + floor(4 * h(i, 21))::int else c.joined_on + floor((date '2026-11-20' - c.joined_on) * h(i, 22))::int end as day
  from (select i, case when i <= 1500 then i else 1 + floor(1500 * power(h(i, 20), 1.3))::int end as who, case when i <= 1500 then 1 else 2 end as n from generate_series(1, 2150) as i) as x join crm.customers c on c.id = x.who
), tariffed as (
  select *, case when kind = 'business' and h(i, 23) < 0.7 then 6 when h(i, 24) < 0.25 then 1 when h(i, 24) < 0.38 then 2 when h(i, 24) < 0.58 then 3 when h(i, 24) < 0.75 then 4 when h(i, 24) < 0.86 then 5 when h(i, 24) < 0.95 or day > '2026-03-31' then 7 else 8 end as tariff,
    pick(h(i, 25), 'shop', 'shop', 'shop', 'online', 'online', 'telesales') as channel, 1 + floor(15 * power(h(i, 26), 1.3))::int as shop,
    (day + time '00:05' + interval '1 minute' * floor(h(i, 27) * 1430)) at time zone 'America/Toronto' as at, day + 25 + floor(1100 * power(h(i, 28), 1.1))::int as gone, h(i, 29) as fate
  from raw where day <= '2026-11-20' and h(i, 30) > 0.03
), done as (
  select *, fate < 0.4 + case when tariff = 1 then 0.1 else 0 end and gone <= '2026-11-20' as ended, fate > 0.972 as void from tariffed
)
insert into crm.lines
select i, 'L' || lpad(i::text, 5, '0'), customer, tariff, case when void then 'void' when ended then 'ended' when h(i, 31) < 0.04 then 'suspended' else 'active' end, channel,
  case when channel = 'shop' then s.id end, case when channel = 'shop' and h(i, 33) > 0.06 and s.id is not null then s.id + 15 * floor(3 * h(i, 34))::int - case when h(i, 35) < 0.08 and s.id not in (1, 9, 14) then 1 else 0 end when channel = 'telesales' then 61 + floor(26 * h(i, 36))::int end,
  h(i, 37) < case when day >= '2026-01-01' then 0.46 else 0.21 end, at, case when ended and not void then gone end, case when ended and not void then case when h(i, 38) < 0.28 then 'competitor' when h(i, 38) < 0.5 then 'price' when h(i, 38) < 0.66 then 'coverage' when h(i, 38) < 0.76 then 'moved_abroad' when h(i, 38) < 0.9 then 'non_payment' end end
from done left join crm.shops s on s.id = case when done.shop in (8, 13, 14, 15) and (day < '2025-06-09' and done.shop = 15 or day < '2024-03-18' and done.shop = 14 or day > '2025-09-26' and done.shop = 13 or day > '2026-05-29' and done.shop = 8) then 1 + done.shop % 7 else done.shop end;
update crm.customers c set left_on = x.last from (select customer_id, max(coalesce(ended_on, '2099-01-01')) as last from crm.lines where status <> 'void' group by 1) as x where x.customer_id = c.id and x.last < '2099-01-01' and h(c.id, 39) < 0.8;

-- One row per line and month in which it was in service on any day, written when the month is over; status_at_end says how it stood on the last day.
create table net.line_months (line_id bigint not null references crm.lines, month date not null, status_at_end text not null, data_mb int not null, roaming_mb int not null, voice_minutes int not null, prepaid_balance_cents int, primary key (line_id, month));
insert into net.line_months
select l.id, m::date, case when l.ended_on < m + interval '1 month' then 'left' when l.status = 'suspended' and m >= '2026-08-01' or h(l.id * 1000 + extract(epoch from m)::bigint / 86400, 41) < 0.025 then 'suspended' else 'active' end,
  x.mb, case when h(l.id * 1000 + extract(epoch from m)::bigint / 86400, 43) < case when extract(month from m) in (7, 8) then 0.16 else 0.06 end then floor(x.mb * 0.4 * h(l.id + extract(epoch from m)::bigint, 44))::int else 0 end,
  case when t.family = 'data_only' then 0 else floor(320 * power(h(l.id + extract(epoch from m)::bigint, 45), 1.4) * case when t.id = 8 then 1.7 else 1 end)::int end, case when t.family = 'prepaid' then floor(4200 * power(h(l.id + extract(epoch from m)::bigint, 46), 1.8))::int end
from crm.lines l join crm.tariffs t on t.id = l.tariff_id join generate_series(timestamp '2025-01-01', timestamp '2026-10-01', interval '1 month') as m
  on (l.activated_at at time zone 'America/Toronto') < m + interval '1 month' and coalesce(l.ended_on, date '2099-01-01') >= m
cross join lateral (select floor(((array[900, 2600, 7200, 17500, 41000, 15500, 12000, 700, 500])[t.id] * (0.15 + 1.5 * h(l.id * 100 + extract(epoch from m)::bigint / 864000, 42)) * (1 + (m::date - date '2025-01-01') / 2200.0)))::int as mb) as x
where l.status <> 'void';

-- ---------------------------------------------------------------- porting
create table crm.portings (id bigint primary key, line_id bigint references crm.lines, direction text not null, other_operator text not null, requested_on date not null, completed_on date, status text not null);
insert into crm.portings
select row_number() over (order by x.day, l.id, x.direction), case when h(l.id, 51) < 0.03 then null else l.id end, x.direction, pick(h(l.id * 3 + length(x.direction), 52), 'Norvox', 'Norvox', 'Bluewave', 'Bluewave', 'Bluewave', 'Cedartel', 'Polar Mobile'), x.day,
  case when x.fate < 0.86 and x.day + x.n <= '2026-11-20' then x.day + x.n end, case when x.fate < 0.86 and x.day + x.n <= '2026-11-20' then 'completed' when x.fate < 0.86 then 'pending' when x.fate < 0.95 then 'rejected' else 'withdrawn' end
from crm.lines l cross join lateral (
  select 'port_in' as direction, (l.activated_at at time zone 'America/Toronto')::date as day, h(l.id, 54) as fate, 1 + floor(6 * h(l.id, 55))::int as n where h(l.id, 53) < 0.38
  union all select 'port_out', l.ended_on - 4, h(l.id, 56), 4 where l.ended_on is not null and h(l.id, 57) < case when l.end_reason in ('competitor', 'price') then 0.85 else 0.3 end
) as x where l.status <> 'void';

-- ---------------------------------------------------------------- invoices, payments, top-ups
create table bill.invoices (id bigint primary key, invoice_no text not null unique, customer_id bigint not null references crm.customers, kind text not null, status text not null, issued_on date not null, due_on date not null, settled_on date, net_cents int not null, tax_cents int not null);
with fees as (
  select l.customer_id as customer, m.month, sum(t.monthly_fee_cents + case when t.data_allowance_mb is not null and m.data_mb > t.data_allowance_mb then (m.data_mb - t.data_allowance_mb) / 4 else 0 end + m.roaming_mb / 3) as net
  from net.line_months m join crm.lines l on l.id = m.line_id join crm.tariffs t on t.id = l.tariff_id where t.family <> 'prepaid' and m.month >= '2025-06-01' group by 1, 2
), numbered as (
  select row_number() over (order by month, customer) as i, * from fees
), dated as (
  select *, (month + interval '1 month')::date + (array[2, 8, 16])[1 + (customer % 3)::int] as issued from numbered
), settled as (
  select *, issued + 2 + floor(24 * power(h(i, 61), 0.8))::int + case when h(i, 62) < 0.07 then floor(60 * h(i, 63))::int else 0 end as paid from dated
)
insert into bill.invoices
select i, 'INV' || lpad(i::text, 6, '0'), customer, 'invoice', case when h(i, 64) < 0.012 then 'void' else 'issued' end, issued, issued + 21, case when h(i, 64) >= 0.012 and h(i, 65) > 0.015 and paid <= '2026-11-20' then paid end, net, round(net * 0.13)::int from settled where issued <= '2026-11-20';
insert into bill.invoices
select 100000 + id, 'CRN' || lpad(id::text, 6, '0'), customer_id, 'credit_note', case when h(id, 67) < 0.05 then 'void' else 'issued' end, issued_on + 5 + floor(20 * h(id, 68))::int, issued_on + 30, null, x.net, round(x.net * 0.13)::int
from bill.invoices cross join lateral (select round(net_cents * (0.1 + 0.8 * h(id, 69)))::int as net) as x where status = 'issued' and h(id, 66) < 0.035 and issued_on + 5 + floor(20 * h(id, 68))::int <= '2026-11-20';

create table bill.payments (id bigint primary key, invoice_id bigint not null references bill.invoices, method text not null, amount_cents int not null, received_on date not null, is_reversed boolean not null);
insert into bill.payments
select id * 10 + 1, id, case when h(customer_id, 71) < 0.5 then 'preauthorized_debit' when h(customer_id, 71) < 0.8 then 'credit_card' when h(customer_id, 71) < 0.94 then 'bank_transfer' else 'cash' end, net_cents + tax_cents, settled_on, false from bill.invoices where settled_on is not null
union all select id * 10, id, case when h(customer_id, 71) < 0.5 then 'preauthorized_debit' else 'credit_card' end, net_cents + tax_cents, issued_on + 1, true from bill.invoices where kind = 'invoice' and status = 'issued' and h(id, 72) < 0.02 and h(customer_id, 71) < 0.8 and issued_on + 1 <= '2026-11-20';

create table bill.top_ups (id bigint primary key, line_id bigint not null references crm.lines, topped_at timestamptz not null, amount_cents int not null, channel text not null, promo_code text, status text not null);
insert into bill.top_ups
select m.line_id * 100000 + (m.month - date '2025-01-01') * 10 + n, m.line_id, x.at, (array[1000, 1000, 1500, 2500, 2500, 5000])[1 + floor(6 * h(x.k, 82))::int], pick(h(x.k, 83), 'app', 'app', 'app', 'retailer', 'retailer', 'shop', 'website'), case when h(x.k, 84) < 0.09 then pick(h(x.k, 85), 'SUMMER', 'BONUS10', 'WELCOME') end,
  case when h(x.k, 86) < 0.03 then 'failed' when h(x.k, 86) < 0.04 then 'reversed' else 'ok' end
from net.line_months m join crm.lines l on l.id = m.line_id cross join generate_series(1, 2) as n
cross join lateral (select m.line_id * 1000 + (m.month - date '2025-01-01') + n as k) as y cross join lateral (select y.k, (m.month + time '00:03' + interval '1 minute' * floor(h(y.k, 81) * 1440 * 28)) at time zone 'America/Toronto' as at) as x
where m.prepaid_balance_cents is not null and h(y.k, 80) < 0.33 and x.at >= l.activated_at and (x.at at time zone 'America/Toronto')::date < coalesce(l.ended_on, date '2099-01-01');
-- November is not in line_months yet
insert into bill.top_ups
select l.id * 100000 + 9000, l.id, x.at, (array[1000, 1500, 2500, 5000])[1 + floor(4 * h(l.id, 92))::int], pick(h(l.id, 93), 'app', 'app', 'retailer', 'shop', 'website'), case when h(l.id, 94) < 0.06 then 'BONUS10' end, case when h(l.id, 96) < 0.03 then 'failed' else 'ok' end
from crm.lines l cross join lateral (select (date '2026-11-01' + time '00:03' + interval '1 minute' * floor(h(l.id, 91) * 1440 * 20 - 5)) at time zone 'America/Toronto' as at) as x
where l.tariff_id in (1, 2) and l.status = 'active' and h(l.id, 90) < 0.6 and x.at >= l.activated_at and x.at >= '2026-11-01 04:00+00';

-- ---------------------------------------------------------------- incidents and support calls
create table net.incidents (id bigint primary key, incident_no text not null unique, province text not null, technology text not null, severity text not null, cause text, started_at timestamptz not null, resolved_at timestamptz, duration_minutes int, customers_affected int, engineer_id bigint references crm.staff, is_drill boolean not null);
with raw as (
  select i, (date '2025-01-02' + floor(687 * h(i, 101))::int + interval '1 minute' * floor(1440 * h(i, 102))) at time zone 'America/Toronto' as at, pick(h(i, 103), 'minor', 'minor', 'minor', 'minor', 'major', 'major', 'critical') as severity from generate_series(1, 420) as i
), timed as (
  select *, 12 + floor(1900 * power(h(i, 104), 3) * case severity when 'critical' then 0.5 else 1 end)::int + case when h(i, 105) < 0.03 then 9000 when h(i, 115) < 0.5 and at > '2026-11-08' then 20000 else 0 end as minutes from raw
)
insert into net.incidents
select row_number() over (order by at), 'N' || lpad((row_number() over (order by at))::text, 4, '0'), pick(h(i, 106), 'Ontario', 'Ontario', 'Ontario', 'Quebec', 'Quebec', 'Manitoba', 'Nova Scotia', 'New Brunswick', 'Nunavut'), pick(h(i, 107), '4G', '4G', '5G', '5G', 'core'), severity, case when h(i, 108) < 0.07 then null else pick(h(i, 109), 'power', 'power', 'fibre_cut', 'fibre_cut', 'hardware', 'software', 'weather') end,
  at, case when at + interval '1 minute' * minutes < '2026-11-21 00:00+00' then at + interval '1 minute' * minutes end, case when at + interval '1 minute' * minutes < '2026-11-21 00:00+00' then minutes end,
  case when h(i, 110) > 0.08 then floor((array[60, 700, 4200])[array_position(array['minor', 'major', 'critical'], severity)] * (0.2 + 1.6 * h(i, 111)))::int end, case when h(i, 112) < 0.08 then null else 87 + floor(14 * h(i, 113))::int end, h(i, 114) < 0.04
from timed where at < '2026-11-20 22:00+00';

create table crm.support_calls (id bigint primary key, customer_id bigint references crm.customers, topic text, agent_id bigint references crm.staff, escalated_to_id bigint references crm.staff, started_at timestamptz not null, wait_seconds int not null, talk_seconds int, is_abandoned boolean not null, rating int);
with raw as (
  select i, (date '2025-01-02' + floor(688 * power(h(i, 121), 0.9))::int + interval '1 minute' * floor(1440 * h(i, 122))) at time zone 'America/Toronto' as at, h(i, 123) < 0.09 as abandoned from generate_series(1, 3400) as i
)
insert into crm.support_calls
select i, x.who, case when h(i, 125) < 0.05 then null else pick(h(i, 126), 'billing', 'billing', 'billing', 'coverage', 'coverage', 'tariff_change', 'tariff_change', 'porting', 'device', 'cancellation') end,
  case when not abandoned then 61 + floor(26 * power(h(i, 127), 1.2))::int end, case when not abandoned and h(i, 128) < 0.12 then case when h(i, 129) < 0.6 then 87 + floor(14 * h(i, 130))::int else 61 + floor(26 * h(i, 131))::int end end,
  at, 5 + floor(500 * power(h(i, 132), 2.2))::int, case when not abandoned then 40 + floor(1500 * power(h(i, 133), 2))::int end, abandoned, case when not abandoned and h(i, 134) < 0.34 then 1 + floor(5 * power(h(i, 135), 0.6))::int end
from raw cross join lateral (select case when h(i, 124) < 0.11 then null else 1 + floor(1500 * power(h(i, 136), 1.2))::int end as who) as x where (at at time zone 'America/Toronto')::date <= '2026-11-20';

set session_replication_role = origin;
