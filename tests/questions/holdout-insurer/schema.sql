-- Kestrel Mutual, an insurer in Great Britain, as it stands on 2026-11-21: a hold-out set's warehouse. Written by hand, made of nothing but
-- generate_series and a hash of ids, so that every run gives the same rows. Times are local to Europe/London, all amounts are GBP.
set time zone 'UTC';
set jit = off;
-- Foreign keys are declared and hold (take this line out to see it); checking each row takes longer than making it.
set session_replication_role = replica;
create schema ins;
create schema fin;

-- [0, 1), the same for the same id and salt
create function public.h(id bigint, salt int) returns double precision language sql immutable
as $$ select (hashint8extended(id, salt) & 4294967295) / 4294967296.0::double precision $$;
create function public.pick(r double precision, variadic choices text[]) returns text language sql immutable
as $$ select choices[1 + floor(r * array_length(choices, 1))::int] $$;

-- ---------------------------------------------------------------- what there is
create table ins.regions (id bigint primary key, name text not null unique, nation text not null);
insert into ins.regions values (1, 'London', 'England'), (2, 'Midlands', 'England'), (3, 'North West', 'England'), (4, 'South West', 'England'), (5, 'Wales', 'Wales'), (6, 'Scotland', 'Scotland'), (7, 'Channel Islands', 'Channel Islands');

create table ins.products (id bigint primary key, name text not null unique, line text not null, launched_on date not null);
insert into ins.products values
  (1, 'Motor Essential', 'motor', '2009-04-01'), (2, 'Motor Comprehensive', 'motor', '2009-04-01'), (3, 'Home Basic', 'home', '2011-06-01'), (4, 'Home Plus', 'home', '2014-02-01'),
  (5, 'Travel Annual', 'travel', '2016-01-15'), (6, 'Single Trip', 'travel', '2016-01-15'), (7, 'Pet Care', 'pet', '2024-09-02'), (8, 'Term Life', 'life', '2012-10-01'), (9, 'Gadget Guard', 'gadget', '2026-10-01');

create table ins.brokers (id bigint primary key, name text not null unique, kind text not null, town text not null, commission_rate numeric(4,3) not null, joined_on date not null, ended_on date);
insert into ins.brokers
select i, (array['Abbott', 'Beckwith', 'Calder', 'Drummond', 'Ellison', 'Fairfax', 'Garrick', 'Holloway', 'Ingram', 'Jarrow', 'Kendall', 'Lockhart', 'Mercer', 'Norwood', 'Oakley', 'Pemberton', 'Quill', 'Radley', 'Selwyn', 'Thornton', 'Underhill', 'Vickers', 'Wetherby', 'Yardley'])[i] || case when i <= 4 then ' Compare' when i % 3 = 0 then ' & Sons' else ' Insurance Brokers' end,
  case when i <= 4 then 'aggregator' when i % 3 = 0 then 'tied_agent' else 'independent' end, pick(h(i, 1), 'London', 'Manchester', 'Bristol', 'Cardiff', 'Glasgow', 'Leeds'), round((0.06 + 0.09 * h(i, 2))::numeric, 3), date '2015-03-01' + floor(3600 * h(i, 3))::int,
  case when i in (7, 19) then date '2026-02-27' + i::int end
from generate_series(1, 24) as i;

create table ins.employees (id bigint primary key, name text not null unique, role text not null, office text not null, hired_on date not null, left_on date);
insert into ins.employees
select i, (array['Alice', 'Ben', 'Chloe', 'Daniel', 'Erin', 'Farah', 'George', 'Harriet', 'Imran', 'Joan', 'Kieran', 'Lucy', 'Marcus', 'Nadia'])[1 + i % 14] || ' ' || (array['Ashby', 'Barlow', 'Croft', 'Dalton', 'Eastwood', 'Fenwick', 'Goddard', 'Hartley', 'Ives', 'Jessop', 'Kirby'])[1 + i % 11],
  case when i <= 26 then 'adjuster' when i <= 40 then 'complaint_handler' when i <= 58 then 'underwriter' else 'sales_advisor' end, pick(h(i, 5), 'Bristol', 'Glasgow', 'Leeds'), date '2014-01-06' + floor(4600 * power(h(i, 6), 0.8))::int, null
from generate_series(1, 70) as i;
update ins.employees set left_on = date '2025-05-30' + floor(500 * h(id, 8))::int where h(id, 7) < 0.13 and hired_on < '2025-01-01';

-- ---------------------------------------------------------------- policyholders and policies
create table ins.policyholders (
  id bigint primary key, customer_no text not null unique, full_name text not null, email text, kind text not null, gender text, born_on date, region_id bigint references ins.regions, joined_on date not null, left_on date, marketing_consent boolean not null, is_test boolean not null
);
insert into ins.policyholders
select i, 'K' || lpad(i::text, 6, '0'), 'Holder ' || i, case when h(i, 11) < 0.93 then 'holder' || i || '@mail.example' end, case when h(i, 12) < 0.11 then 'business' else 'private' end,
  case when h(i, 12) >= 0.11 and h(i, 13) < 0.97 then pick(h(i, 14), 'female', 'male') end, case when h(i, 12) >= 0.11 then date '1942-01-01' + floor(22900 * h(i, 15))::int end,
  case when h(i, 16) < 0.02 then null else (array[1, 1, 1, 2, 2, 3, 3, 3, 4, 5, 6, 6])[1 + floor(12 * h(i, 17))::int] end, date '2022-01-03' + floor(1782 * power(h(i, 18), 0.85))::int, null, h(i, 19) < 0.58, h(i, 20) < 0.015
from generate_series(1, 5200) as i;
update ins.policyholders set left_on = joined_on + 120 + floor(900 * h(id, 22))::int where h(id, 21) < 0.22 and joined_on + 120 + floor(900 * h(id, 22))::int <= '2026-11-19';

create table ins.policies (
  id bigint primary key, policy_no text not null unique, policyholder_id bigint not null references ins.policyholders, product_id bigint not null references ins.products, broker_id bigint references ins.brokers, status text not null, is_renewal boolean not null,
  sold_at timestamptz not null, starts_on date not null, ends_on date, cancelled_on date, cancel_reason text, annual_premium_gbp numeric(10,2) not null, sum_insured_gbp numeric(12,2), payment_plan text not null
);
with raw as (
  select i, p.id as holder, p.joined_on, p.left_on, p.kind, case when h(i, 32) < 0.28 then 1 when h(i, 32) < 0.48 then 2 when h(i, 32) < 0.62 then 3 when h(i, 32) < 0.74 then 4 when h(i, 32) < 0.82 then 5 when h(i, 32) < 0.89 then 6 when h(i, 32) < 0.95 then 7 else 8 end as product,
    date '2024-01-02' + floor(1053 * power(h(i, 33), 0.92))::int as day
  from generate_series(1, 10400) as i join ins.policyholders p on p.id = 1 + floor(5200 * h(i, 31))::int
), kept as (
  select *, ((day + time '00:10' + interval '1 minute' * floor(h(i, 34) * 1420)) at time zone 'Europe/London') as at, day + floor(26 * power(h(i, 35), 1.4))::int as starts, h(i, 36) as fate
  from raw where day >= joined_on and (left_on is null or day < left_on) and not (product = 7 and day < '2024-09-02')
), fated as (
  select *, case when product = 8 then null when product = 6 then starts + 8 + floor(16 * h(i, 37))::int else (starts + interval '1 year')::date end as ends, starts + 3 + floor(290 * power(h(i, 38), 1.3))::int as gone from kept
), done as (
  select *, fate < 0.11 + case when product = 1 then 0.05 else 0 end and product <> 6 and gone <= '2026-11-19' as cancelled, fate > 0.965 as quote from fated
)
insert into ins.policies
select i, 'P' || lpad(i::text, 6, '0'), holder, product, case when h(i, 39) < 0.37 then null else 1 + floor(24 * power(h(i, 40), 1.6))::int end,
  case when quote then 'quote' when cancelled then 'cancelled' when starts > '2026-11-21' then 'pending' when ends <= '2026-11-21' then 'expired' else 'active' end,
  h(i, 41) < case when day < '2025-01-01' then 0.2 else 0.44 end and product <> 6, at, starts, ends, case when cancelled and not quote then gone end,
  case when cancelled and not quote then case when h(i, 42) < 0.3 then 'non_payment' when h(i, 42) < 0.55 then 'price' when h(i, 42) < 0.75 then 'sold_item' when h(i, 42) < 0.9 then 'competitor' end end,
  round(((array[340, 610, 180, 330, 120, 34, 260, 420])[product] * (0.7 + 0.7 * h(i, 43)) * case when kind = 'business' then 1.6 else 1 end * case when day >= '2026-04-01' then 1.07 else 1 end)::numeric, 2),
  case when product in (3, 4, 8) then 50000 + 10000 * floor(45 * h(i, 44))::int end, case when product in (5, 6) then 'yearly' when h(i, 45) < 0.63 then 'monthly' else 'yearly' end
from done;

-- One row per policy that is in force on the last day of the month; a month is written when it is over.
create table fin.policy_months (policy_id bigint not null references ins.policies, month date not null, earned_gbp numeric(10,2) not null, primary key (policy_id, month));
insert into fin.policy_months
select p.id, m::date, round(p.annual_premium_gbp / 12, 2) from ins.policies p join generate_series(timestamp '2024-01-01', timestamp '2026-10-01', interval '1 month') as m
  on p.starts_on < m + interval '1 month' and coalesce(p.cancelled_on, p.ends_on, date '2099-01-01') >= m + interval '1 month'
where p.status <> 'quote';

create table fin.premium_payments (id bigint primary key, policy_id bigint not null references ins.policies, kind text not null, method text not null, amount_gbp numeric(10,2) not null, paid_on date not null, is_failed boolean not null);
insert into fin.premium_payments
select row_number() over (order by x.day, p.id, x.kind), p.id, x.kind, case when p.payment_plan = 'monthly' then 'direct_debit' when h(p.id, 51) < 0.7 then 'card' when h(p.id, 51) < 0.9 then 'bank_transfer' else 'cheque' end, x.amount, x.day, x.kind = 'premium' and h(p.id * 100 + x.n, 52) < 0.018
from ins.policies p cross join lateral (
  select 'premium' as kind, n, (p.starts_on + make_interval(months => n))::date as day, round(p.annual_premium_gbp / 12, 2) as amount from generate_series(0, 11 + case when p.ends_on is null then 24 else 0 end) as n where p.payment_plan = 'monthly'
  union all
  select 'premium', 0, p.starts_on, p.annual_premium_gbp where p.payment_plan = 'yearly'
  union all
  select 'refund', 50, least(p.cancelled_on + 2 + floor(20 * h(p.id, 53))::int, date '2026-11-20'), round(p.annual_premium_gbp * greatest(0.04, 1 - (p.cancelled_on - p.starts_on) / 365.0), 2) where p.cancelled_on is not null and p.payment_plan = 'yearly' and h(p.id, 54) < 0.85
) as x
where p.status <> 'quote' and x.day <= '2026-11-20' and (x.kind = 'refund' or x.day < coalesce(p.cancelled_on, date '2099-01-01'));

-- ---------------------------------------------------------------- claims
create table ins.claims (
  id bigint primary key, claim_no text not null unique, policy_id bigint references ins.policies, cause text, status text not null, occurred_on date not null, reported_at timestamptz not null, closed_on date, claimed_gbp numeric(12,2) not null, adjuster_id bigint references ins.employees, fraud_suspected boolean not null, channel text not null
);
with raw as (
  select i, p.id as policy, p.product_id as product, p.sum_insured_gbp, p.starts_on + floor((coalesce(p.cancelled_on, p.ends_on, p.starts_on + 800) - p.starts_on) * h(i, 62))::int as day
  from generate_series(1, 6600) as i join ins.policies p on p.id = 1 + floor(10400 * h(i, 61))::int where p.status not in ('quote', 'pending') and (p.product_id <> 8 or h(i, 63) < 0.15)
), timed as (
  select *, day + floor(75 * power(h(i, 64), 5))::int as said from raw where day <= '2026-11-20'
), fated as (
  select *, said + 2 + floor(110 * power(h(i, 65), 1.7) * case product when 1 then 1.2 when 2 then 1 when 5 then 0.5 when 6 then 0.4 else 0.9 end)::int as closed, h(i, 66) as fate from timed where said <= '2026-11-20'
)
insert into ins.claims
select i, 'C' || lpad(i::text, 6, '0'), case when h(i, 67) < 0.022 then null else policy end,
  case when h(i, 68) < 0.03 then null else case when product <= 2 then pick(h(i, 69), 'collision', 'collision', 'collision', 'theft', 'glass', 'vandalism') when product <= 4 then pick(h(i, 69), 'water', 'water', 'storm', 'fire', 'theft', 'accidental_damage') when product <= 6 then pick(h(i, 69), 'medical', 'trip_cancelled', 'trip_cancelled', 'lost_luggage') when product = 7 then 'vet' else 'death' end end,
  case when fate > 0.985 then 'duplicate' when closed > '2026-11-19' then 'open' when fate < 0.13 + case when product in (5, 6) then 0.09 else 0 end then 'rejected' when fate < 0.27 and fate > 0.22 then 'withdrawn' else 'settled' end,
  day, (said + time '00:05' + interval '1 minute' * floor(h(i, 70) * 1430)) at time zone 'Europe/London', case when fate > 0.985 then said when closed <= '2026-11-19' then closed end,
  round((case when product = 8 then 4000 + 6000 * h(i, 71) else (array[720, 1180, 530, 990, 210, 110, 230])[product] * (0.15 + 3.2 * power(h(i, 71), 2.4)) end)::numeric, 2), case when h(i, 72) < 0.04 then null else 1 + floor(26 * power(h(i, 73), 1.2))::int end, h(i, 74) < 0.042, pick(h(i, 75), 'phone', 'phone', 'app', 'app', 'app', 'broker', 'letter')
from fated;

create table fin.claim_payments (id bigint primary key, claim_id bigint not null references ins.claims, kind text not null, amount_gbp numeric(12,2) not null, paid_on date not null);
insert into fin.claim_payments
select c.id * 10 + x.n, c.id, x.kind, round(x.amount::numeric, 2), x.day from ins.claims c cross join lateral (
  select 1 as n, 'indemnity' as kind, c.claimed_gbp * (0.72 + 0.25 * h(c.id, 81)) * case when h(c.id, 82) < 0.2 then 0.5 else 1 end as amount, c.closed_on as day where c.status = 'settled'
  union all select 2, 'indemnity', c.claimed_gbp * 0.4, greatest((c.reported_at at time zone 'Europe/London')::date, c.closed_on - 9) where c.status = 'settled' and h(c.id, 82) < 0.2
  union all select 3, 'expense', 60 + 240 * h(c.id, 83), (c.reported_at at time zone 'Europe/London')::date + 2 where c.status in ('settled', 'rejected', 'open') and h(c.id, 84) < 0.35
  union all select 4, 'recovery', c.claimed_gbp * (0.2 + 0.4 * h(c.id, 85)), c.closed_on + 40 + floor(60 * h(c.id, 86))::int where c.status = 'settled' and c.cause in ('collision', 'theft') and h(c.id, 87) < 0.16
) as x where x.day <= '2026-11-20';

-- What is set aside for open claims at the end of a month, by product and region. Nothing is written for pet before 2025.
create table fin.reserve_months (month date not null, product_id bigint not null references ins.products, region_id bigint not null references ins.regions, reserve_gbp numeric(12,2) not null, primary key (month, product_id, region_id));
insert into fin.reserve_months
select m::date, p, r, round(((array[90, 140, 60, 85, 22, 9, 16, 210])[p] * (array[3, 2, 3, 1, 1, 2])[r] * (60 + 25 * h(extract(year from m)::bigint * 100000 + extract(month from m)::bigint * 1000 + p * 10 + r, 91) + 14 * sin(extract(epoch from m) / 8000000 + p)))::numeric, 2)
from generate_series(timestamp '2024-01-01', timestamp '2026-10-01', interval '1 month') as m cross join generate_series(1, 8) as p cross join generate_series(1, 6) as r
where not (p = 7 and m < '2025-01-01') and not (p = 6 and r = 4);

-- ---------------------------------------------------------------- complaints
create table ins.complaints (
  id bigint primary key, policyholder_id bigint references ins.policyholders, product_id bigint references ins.products, topic text not null, channel text not null, received_on date not null, resolved_on date, is_upheld boolean, is_spam boolean not null, handler_id bigint references ins.employees, compensation_gbp numeric(8,2)
);
with raw as (
  select i, date '2024-01-03' + floor(1052 * power(h(i, 101), 0.85))::int as day from generate_series(1, 1350) as i
), timed as (select *, day + 1 + floor(64 * power(h(i, 102), 1.5))::int as done from raw)
insert into ins.complaints
select i, case when h(i, 103) < 0.03 then null else 1 + floor(5200 * h(i, 104))::int end, case when h(i, 105) < 0.07 then null else 1 + floor(8 * power(h(i, 106), 1.5))::int end, pick(h(i, 107), 'claim_delay', 'claim_delay', 'claim_decision', 'price', 'service', 'billing', 'mis_selling'),
  pick(h(i, 108), 'phone', 'email', 'email', 'letter', 'web_form'), day, case when done <= '2026-11-20' then done end, case when done <= '2026-11-20' then h(i, 109) < 0.37 end, h(i, 110) < 0.025, case when h(i, 111) < 0.05 then null else 27 + floor(14 * h(i, 112))::int end,
  case when done <= '2026-11-20' and h(i, 109) < 0.37 and h(i, 113) < 0.6 then 25 * (1 + floor(11 * power(h(i, 114), 2))) end
from timed;

set session_replication_role = origin;
