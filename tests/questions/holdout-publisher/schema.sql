-- Corrib Press, a publisher of a weekly newspaper and four magazines in the west of Ireland, as it stands on 2026-11-21: a hold-out set's warehouse.
-- Written by hand, made of nothing but generate_series and a hash of ids, so that every run gives the same rows. Moments are UTC in the
-- warehouse and mean days in Europe/Dublin; amounts are EUR unless a column says otherwise.
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema pub;
create schema fin;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- titles, issues, people
create table pub.titles (id bigint primary key, name text not null unique, kind text not null, frequency text not null, launched_on date not null);
insert into pub.titles values
  (1, 'Corrib Herald', 'newspaper', 'weekly', '1987-03-05'), (2, 'Glebe & Garden', 'magazine', 'monthly', '2004-02-01'), (3, 'Western Angler', 'magazine', 'monthly', '2011-05-12'),
  (4, 'Atlantic Business', 'magazine', 'bimonthly', '2016-09-20'), (5, 'Coast & Bog', 'magazine', 'quarterly', '2025-09-01');

create table pub.people (id bigint primary key, name text not null unique, role text not null, base text not null, started_on date not null, left_on date);
insert into pub.people
select i, (array['Aoife', 'Brendan', 'Ciara', 'Declan', 'Eimear', 'Fergal', 'Grainne', 'Hugh', 'Orla', 'Padraig', 'Roisin', 'Sean', 'Tara'])[1 + i % 13] || ' ' || (array['Burke', 'Conneely', 'Daly', 'Egan', 'Flynn', 'Glynn', 'Hession', 'Joyce', 'Keane', 'Lally', 'Mannion'])[1 + i % 11],
  case when i <= 10 or i = 55 then 'ad_rep' when i <= 28 or i in (56, 57) then 'courier' when i <= 37 or i = 58 then 'service_agent' else 'journalist' end, pick(h(i, 1), 'Galway', 'Ennis', 'Castlebar'), date '2012-02-06' + floor(4700 * power(h(i, 2), 0.8))::int, null
from generate_series(1, 58) as i;
update pub.people set left_on = date '2025-03-28' + floor(520 * h(id, 4))::int where id in (45, 50, 55, 56, 57, 58);

create table pub.issues (id bigint primary key, title_id bigint not null references pub.titles, issue_no text not null unique, on_sale_on date not null, status text not null, print_run int, pages int, printing_cost_eur numeric(10,2));
with raw as (
  select 1 as title, d::date as day from generate_series(timestamp '2023-10-05', timestamp '2026-12-31', interval '7 days') as d
  union all select 2, d::date from generate_series(timestamp '2023-10-05', timestamp '2027-01-05', interval '1 month') as d
  union all select 3, d::date from generate_series(timestamp '2023-10-12', timestamp '2027-01-12', interval '1 month') as d
  union all select 4, d::date from generate_series(timestamp '2023-11-20', timestamp '2027-01-20', interval '2 months') as d
  union all select 5, d::date from generate_series(timestamp '2025-09-01', timestamp '2026-12-01', interval '3 months') as d
), numbered as (
  select row_number() over (order by day, title) as i, * from raw
), sized as (
  select *, case when day > '2026-11-20' then 'planned' when h(i, 11) < 0.022 and title <> 5 then 'cancelled' else 'published' end as status,
    (50 * round((array[9200, 3400, 2600, 1900, 2800])[title] * (0.93 + 0.16 * h(i, 12)) * (1 - 0.00011 * (day - date '2023-10-01')) / 50))::int as run, (array[48, 84, 68, 60, 100])[title] + 4 * floor(5 * h(i, 13))::int as pages from numbered
)
insert into pub.issues
select i, title, (array['CH', 'GG', 'WA', 'AB', 'CB'])[title] || '-' || to_char(day, 'YYYY') || '-' || case when title = 1 then to_char(day, 'MMDD') else to_char(day, 'MM') end, day, status,
  case when status = 'published' then run end, case when status = 'published' then pages end, case when status = 'published' then round((run * (0.11 + 0.0052 * pages) * case when day >= '2025-10-01' then 1.09 else 1 end)::numeric, 2) end
from sized;

-- ---------------------------------------------------------------- readers and subscriptions
create table pub.readers (id bigint primary key, reader_no text not null unique, full_name text not null, email text, kind text not null, county text, joined_on date not null, email_consent boolean not null, is_test boolean not null);
insert into pub.readers
select i, 'R' || lpad(i::text, 5, '0'), 'Reader ' || i, case when h(i, 21) < 0.9 then 'reader' || i || '@mail.example' end, case when h(i, 22) < 0.12 then 'business' else 'private' end,
  case when h(i, 23) < 0.025 then null else (array['Galway', 'Galway', 'Galway', 'Galway', 'Mayo', 'Mayo', 'Clare', 'Clare', 'Roscommon', 'Sligo', 'Dublin'])[1 + floor(11 * h(i, 24))::int] end,
  date '2021-01-04' + floor(2146 * power(h(i, 25), 0.9))::int, h(i, 26) < 0.54, h(i, 27) < 0.016
from generate_series(1, 3600) as i;

create table pub.subscriptions (
  id bigint primary key, subscription_no text not null unique, reader_id bigint not null references pub.readers, title_id bigint not null references pub.titles, status text not null, format text not null, term text not null, channel text not null, is_gift boolean not null,
  ordered_at timestamptz not null, starts_on date not null, cancelled_on date, cancel_reason text, paused_since date, monthly_price_eur numeric(8,2) not null
);
with raw as (
  select i, r.id as reader, r.kind, r.joined_on, case when h(i, 32) < 0.52 then 1 when h(i, 32) < 0.69 then 2 when h(i, 32) < 0.82 then 3 when h(i, 32) < 0.92 then 4 else 5 end as title, date '2022-01-03' + floor(1783 * power(h(i, 33), 0.85))::int as day
  from generate_series(1, 7400) as i join pub.readers r on r.id = 1 + floor(3600 * h(i, 31))::int
), kept as (
  select *, (day + time '00:04' + interval '1 minute' * floor(h(i, 34) * 1431)) at time zone 'Europe/Dublin' as at, day + 1 + floor(20 * power(h(i, 35), 1.5))::int as starts, h(i, 36) as fate, h(i, 37) as form,
    h(i, 38) < case when extract(month from day) in (11, 12) then 0.3 else 0.06 end as gift
  from raw where day >= joined_on and not (title = 5 and day < '2025-07-15')
), fated as (
  select *, starts + 20 + floor(1100 * power(h(i, 39), 1.2))::int as gone from kept
), done as (
  select *, fate > 0.972 as void, fate < 0.47 + case when form > 0.72 then 0.08 else 0 end and gone <= '2026-11-19' as cancelled from fated
)
insert into pub.subscriptions
select i, 'S' || lpad(i::text, 5, '0'), reader, title, case when void then 'void' when cancelled then 'cancelled' when starts > '2026-11-20' then 'pending' when fate > 0.945 and starts < '2026-10-01' then 'paused' else 'active' end,
  case when title = 5 or form < 0.55 then 'print' when form < 0.72 then 'bundle' else 'digital' end, case when gift or h(i, 40) < 0.46 then 'yearly' else 'monthly' end, pick(h(i, 41), 'web', 'web', 'web', 'phone', 'post', 'event'), gift, at, starts,
  case when cancelled and not void then gone end, case when cancelled and not void then case when h(i, 42) < 0.28 then 'price' when h(i, 42) < 0.46 then 'delivery' when h(i, 42) < 0.63 then 'moved' when h(i, 42) < 0.8 then 'no_time' end end,
  case when not void and not cancelled and starts <= '2026-11-20' and fate > 0.945 and starts < '2026-10-01' then least(starts + 30 + floor((date '2026-11-10' - starts - 30) * h(i, 43))::int, date '2026-11-18') end,
  round(((array[11.5, 5.2, 5.8, 7.4, 3.9])[title] * case when title = 5 or form < 0.55 then 1 when form < 0.72 then 1.25 else 0.6 end * case when day >= '2026-01-01' then 1.08 else 1 end * case when kind = 'business' then 1.15 else 1 end * (0.9 + 0.12 * h(i, 44)))::numeric, 2)
from done;

-- Counted on the last day of each month, when it is over. Test readers are not counted. Nothing is written for a title before it exists, or for formats that it does not have.
create table fin.subscriber_months (month date not null, title_id bigint not null references pub.titles, format text not null, active_count int not null, paused_count int not null, primary key (month, title_id, format));
insert into fin.subscriber_months
select m::date, t.id, f, count(s.id) filter (where s.paused_since is null or s.paused_since >= m + interval '1 month'), count(s.id) filter (where s.paused_since < m + interval '1 month')
from generate_series(timestamp '2023-10-01', timestamp '2026-10-01', interval '1 month') as m cross join pub.titles t cross join unnest(array['print', 'bundle', 'digital']) as f
left join (select s.* from pub.subscriptions s join pub.readers r on r.id = s.reader_id where s.status <> 'void' and not r.is_test) as s
  on s.title_id = t.id and s.format = f and s.starts_on < m + interval '1 month' and coalesce(s.cancelled_on, date '2099-01-01') >= m + interval '1 month'
where t.launched_on < m + interval '1 month' and not (t.id = 5 and f <> 'print') group by 1, 2, 3;

-- ---------------------------------------------------------------- shops and deliveries
create table pub.shops (id bigint primary key, name text not null unique, kind text not null, chain text, town text not null, county text not null, supplied_since date not null, closed_on date);
insert into pub.shops
select i, (array['Corner', 'Bridge Street', 'Harbour', 'Market', 'Station', 'Quay', 'Cross', 'Mill', 'Abbey', 'Strand', 'Castle'])[1 + i % 11] || ' ' || case when i % 3 = 0 then 'Supermarket' when i % 5 = 0 then 'Filling Station' else 'News' end || ' ' || t.town || case when i > 30 then ' II' else '' end,
  case when i % 3 = 0 then 'supermarket' when i % 5 = 0 then 'petrol_station' else 'newsagent' end, case when i % 3 = 0 then pick(h(i, 51), 'SuperFare', 'SuperFare', 'Dunmore') when i % 5 = 0 then 'Orbit' end, t.town, t.county, date '2015-01-05' + floor(2900 * h(i, 52))::int, case when i in (8, 29, 44) then date '2025-11-28' + i::int * 4 end
from generate_series(1, 60) as i join (values (0, 'Galway', 'Galway'), (1, 'Tuam', 'Galway'), (2, 'Clifden', 'Galway'), (3, 'Westport', 'Mayo'), (4, 'Castlebar', 'Mayo'), (5, 'Ennis', 'Clare'), (6, 'Kilrush', 'Clare'), (7, 'Roscommon', 'Roscommon'), (8, 'Loughrea', 'Galway'), (9, 'Sligo', 'Sligo')) as t (n, town, county) on t.n = (i * 7 + i / 10) % 10;
insert into pub.shops values (61, 'Harbour News Bundoran', 'newsagent', null, 'Bundoran', 'Donegal', '2026-11-16', null);

create table pub.deliveries (
  id bigint primary key, issue_id bigint not null references pub.issues, shop_id bigint not null references pub.shops, courier_id bigint references pub.people, status text not null, due_on date not null, delivered_at timestamptz, minutes_late int,
  copies_supplied int not null, copies_returned int, returns_counted_on date, cover_price_cents int not null
);
with raw as (
  select x.id * 100 + s.id as i, x.id as issue, x.title_id as title, x.on_sale_on as day, s.id as shop, s.kind, 11 + ((s.id * 5 + case when x.on_sale_on >= '2026-02-01' then 3 else 0 end) % 18)::int as courier, h(x.id * 100 + s.id, 61) as fate
  from pub.issues x cross join pub.shops s
  where x.status = 'published' and s.id <= 60 and (s.closed_on is null or x.on_sale_on < s.closed_on) and (x.title_id = 1 or h(s.id * 10 + x.title_id, 62) < 0.62)
), sized as (
  select *, case when fate < 0.012 then 'void' when fate < 0.03 + case when courier in (15, 24) then 0.03 else 0 end then 'missed' else 'delivered' end as status,
    1 + floor((array[46, 11, 10, 6, 12])[title] * case kind when 'supermarket' then 1.9 when 'petrol_station' then 1.1 else 0.8 end * (0.55 + 0.8 * h(i, 63)))::int as supplied,
    round(-22 + 70 * power(h(i, 64), 2) * case when courier in (15, 24, 27) then 1.6 else 1 end)::int as late, day + case when title = 1 then 7 else 33 end + floor(6 * h(i, 65))::int as counted from raw
)
insert into pub.deliveries
select i, issue, shop, case when h(i, 66) < 0.02 then null else courier end, status, day, case when status <> 'missed' then (day + time '06:30' + make_interval(mins => late)) at time zone 'Europe/Dublin' end, case when status <> 'missed' then late end,
  case when status = 'missed' then 0 else supplied end, case when status <> 'missed' and counted <= '2026-11-20' then least(supplied, floor(supplied * (0.05 + 0.5 * h(i, 67)) * case when title = 3 then 1.3 else 1 end)::int) end, case when status <> 'missed' and counted <= '2026-11-20' then counted end,
  case title when 1 then case when day >= '2026-01-01' then 320 else 290 end when 2 then 550 when 3 then 600 when 4 then 790 else 950 end
from sized;

-- ---------------------------------------------------------------- advertisements and invoices
create table pub.advertisers (id bigint primary key, name text not null unique, sector text, county text, account_manager_id bigint references pub.people, client_since date not null, is_house boolean not null);
insert into pub.advertisers
select i, case when i <= 3 then 'Corrib Press ' || (array['Marketing', 'Subscriptions', 'Events'])[i] else (array['Ardilaun', 'Ballynahinch', 'Connemara', 'Dangan', 'Errislannan', 'Furbo', 'Gort', 'Headford', 'Inishbofin', 'Kinvara', 'Leenane', 'Moycullen', 'Oranmore', 'Portumna', 'Renmore', 'Spiddal'])[1 + i % 16] || ' ' ||
    (array['Motors', 'Hotel', 'Furniture', 'Solicitors', 'Agri', 'Homes', 'Pharmacy', 'Events', 'Foods'])[1 + i % 9] end,
  case when i <= 3 or h(i, 71) < 0.05 then null else (array['motor', 'hospitality', 'retail', 'professional', 'agriculture', 'property', 'health', 'culture', 'food'])[1 + i % 9] end,
  case when h(i, 72) < 0.06 then null else (array['Galway', 'Galway', 'Galway', 'Mayo', 'Mayo', 'Clare', 'Roscommon', 'Sligo', 'Dublin'])[1 + floor(9 * h(i, 73))::int] end, case when h(i, 74) < 0.1 then null else 1 + floor(10 * h(i, 75))::int end, date '2014-01-06' + floor(4650 * h(i, 76))::int, i <= 3
from generate_series(1, 132) as i;

create table pub.ads (
  id bigint primary key, ad_no text not null unique, advertiser_id bigint not null references pub.advertisers, issue_id bigint not null references pub.issues, rep_id bigint references pub.people, status text not null, size text not null, placement text,
  booked_at timestamptz not null, cancelled_on date, list_price_cents bigint not null, net_price_cents bigint not null, currency text not null, eur_rate numeric(8,4) not null
);
with slots as (
  select id as issue, title_id as title, on_sale_on as day, status, row_number() over (order by id) as n, count(*) over () as total from pub.issues where status <> 'cancelled'
), raw as (
  select i, s.*, case when h(i, 81) < 0.05 then 1 + floor(3 * h(i, 82))::int else 4 + floor(129 * power(h(i, 82), 1.7))::int end as advertiser, s.day - 3 - floor(56 * power(h(i, 83), 1.3))::int as booked, h(i, 84) as fate, h(i, 85) as form
  from generate_series(1, 6200) as i join slots s on s.n = 1 + floor(s.total * h(i, 86))::int
), priced as (
  select *, case when advertiser > 3 and h(advertiser, 87) < 0.1 then 'GBP' else 'EUR' end as currency,
    round((array[1450, 980, 860, 1320, 1100])[title] * case when form < 0.16 then 1 when form < 0.4 then 0.55 when form < 0.7 then 0.3 else 0.08 end * case when day >= '2026-01-01' then 1.06 else 1 end)::bigint * 100 as list
  from raw where booked <= '2026-11-20'
)
insert into pub.ads
select i, 'A' || lpad(i::text, 5, '0'), advertiser, issue, case when form >= 0.7 and h(i, 88) < 0.6 then null else 1 + floor(10 * power(h(i, 89), 1.3))::int end,
  case when fate > 0.96 then 'draft' when fate < 0.075 then 'cancelled' when status = 'planned' then 'booked' else 'published' end, case when form < 0.16 then 'full_page' when form < 0.4 then 'half_page' when form < 0.7 then 'quarter_page' else 'classified' end,
  case when h(i, 90) < 0.05 then null else pick(h(i, 91), 'news', 'sport', 'features', 'property', 'back_page') end, (booked + time '00:08' + interval '1 minute' * floor(h(i, 92) * 1428)) at time zone 'Europe/Dublin', case when fate < 0.075 then least(booked + 1 + floor((day - booked) * h(i, 93))::int, date '2026-11-20') end,
  list, round(list * (1 - case when h(i, 94) < 0.35 then 0 else 0.05 * floor(1 + 6 * h(i, 95)) end))::bigint, currency, case currency when 'GBP' then round((1.13 + 0.06 * h(extract(year from day)::bigint * 100 + extract(month from day)::bigint, 96))::numeric, 4) else 1 end
from priced;

create table fin.invoices (id bigint primary key, invoice_no text not null unique, advertiser_id bigint not null references pub.advertisers, kind text not null, status text not null, issued_on date not null, due_on date not null, paid_on date, amount_eur numeric(12,2) not null);
with sums as (
  select a.advertiser_id as advertiser, date_trunc('month', x.on_sale_on)::date as month, sum(a.net_price_cents * a.eur_rate) / 100 as gbp from pub.ads a join pub.issues x on x.id = a.issue_id where a.status = 'published' and x.on_sale_on < '2026-11-01' group by 1, 2
), lined as (
  select advertiser * 100000 + (extract(year from month)::bigint - 2000) * 1000 + extract(month from month)::bigint * 10 as i, advertiser, (month + interval '1 month')::date + 1 + floor(5 * h(advertiser, 101))::int as issued, gbp from sums
), noted as (
  select i, advertiser, 'invoice' as kind, issued, gbp, issued + 6 + floor(70 * power(h(i, 102), 1.6))::int as paid, h(i, 103) as fate from lined
  union all select i + 1, advertiser, 'credit_note', issued + 9 + floor(25 * h(i, 104))::int, gbp * (0.1 + 0.5 * h(i, 105)), null, 0.5 from lined where h(i, 106) < 0.06
)
insert into fin.invoices
select row_number() over (order by issued, i), 'N' || lpad((row_number() over (order by issued, i))::text, 5, '0'), advertiser, kind,
  case when fate > 0.985 then 'void' when fate < 0.02 and issued >= '2026-09-01' then 'draft' when kind = 'credit_note' or (paid <= '2026-11-20' and fate > 0.03) then 'paid' when issued + 30 < '2026-11-21' then 'overdue' else 'open' end, issued, issued + 30,
  case when kind = 'invoice' and paid <= '2026-11-20' and fate > 0.03 and fate <= 0.985 then paid end, round(gbp::numeric, 2)
from noted where issued <= '2026-11-20';

-- ---------------------------------------------------------------- complaints
create table pub.complaints (
  id bigint primary key, complaint_no text not null unique, reader_id bigint references pub.readers, title_id bigint references pub.titles, topic text not null, channel text not null, received_at timestamptz not null, resolved_on date, agent_id bigint references pub.people, courier_id bigint references pub.people, is_duplicate boolean not null, refund_eur numeric(8,2)
);
with raw as (
  select i, date '2023-10-02' + floor(1145 * power(h(i, 111), 0.88))::int as day, pick(h(i, 112), 'late_delivery', 'late_delivery', 'missing_copy', 'missing_copy', 'missing_copy', 'damaged', 'billing', 'content', 'website') as topic from generate_series(1, 1500) as i
), timed as (select *, day + floor(31 * power(h(i, 113), 1.6))::int as done from raw)
insert into pub.complaints
select i, 'X' || lpad(i::text, 5, '0'), case when h(i, 114) < 0.06 then null else 1 + floor(3600 * h(i, 115))::int end, case when topic = 'website' or h(i, 116) < 0.05 then null else case when h(i, 117) < 0.6 then 1 when h(i, 117) < 0.76 then 2 when h(i, 117) < 0.9 then 3 else 4 end end, topic,
  pick(h(i, 118), 'phone', 'phone', 'email', 'email', 'social_media', 'letter'), (day + time '00:12' + interval '1 minute' * floor(h(i, 119) * 1425)) at time zone 'Europe/Dublin', case when done <= '2026-11-20' and h(i, 120) < 0.985 then done end,
  case when h(i, 121) < 0.04 then null else 29 + floor(9 * h(i, 122))::int end, case when topic in ('late_delivery', 'missing_copy', 'damaged') and h(i, 123) < 0.85 then 11 + floor(18 * power(h(i, 124), 1.3))::int end, h(i, 125) < 0.03,
  case when done <= '2026-11-20' and h(i, 120) < 0.985 and h(i, 126) < 0.3 then round((3 + 30 * power(h(i, 127), 2))::numeric, 2) end
from timed;

set session_replication_role = origin;
