-- What every row is derived from. :seed is an integer; :'start' and :'through' are the first and the last day of the data.
-- No value is random: each is a hash of (seed, purpose, row key), so the same call gives the same rows, and a row never depends on when it was written.
create schema if not exists demo_generator;

create or replace function demo_generator.u(key bigint, purpose text) returns double precision
language sql immutable parallel safe
return (hashint8extended(key, hashtextextended(purpose, :seed)) & 4503599627370495)::double precision / 4503599627370496::double precision;

-- A draw from the standard normal distribution.
create or replace function demo_generator.z(key bigint, purpose text) returns double precision
language sql immutable parallel safe
return sqrt(-2 * ln(1 - demo_generator.u(key, purpose || ' radius'))) * cos(2 * pi() * demo_generator.u(key, purpose || ' angle'));

-- A moment of a New York day, most of them around noon, some after 19:00 (already tomorrow in UTC).
create or replace function demo_generator.moment(day date, u double precision) returns timestamptz
language sql immutable parallel safe
return (day::timestamp + trunc(86399 * acos(1 - 2 * u) / pi()) * interval '1 second') at time zone 'America/New_York';

create or replace function demo_generator.minutes_later(at timestamptz, minutes double precision) returns timestamptz
language sql immutable parallel safe
return at + trunc(minutes * 60) * interval '1 second';

create or replace function demo_generator.local_day(at timestamptz) returns date
language sql immutable parallel safe
return (at at time zone 'America/New_York')::date;

drop table if exists demo_generator.countries, demo_generator.days;

create table demo_generator.countries as
select country, region, currency, upto - share as lo, upto as hi
from (
    select *, sum(share) over (order by place) as upto
    from (values
        (1, 'United States', 'AMER', 'USD', 0.37), (2, 'Canada', 'AMER', 'USD', 0.05),
        (3, 'Brazil', 'LATAM', 'BRL', 0.04), (4, 'Mexico', 'LATAM', 'USD', 0.02), (5, 'Argentina', 'LATAM', 'USD', 0.01),
        (6, 'United Kingdom', 'EMEA', 'GBP', 0.10), (7, 'Germany', 'EMEA', 'EUR', 0.09), (8, 'France', 'EMEA', 'EUR', 0.06),
        (9, 'Netherlands', 'EMEA', 'EUR', 0.03), (10, 'Spain', 'EMEA', 'EUR', 0.025), (11, 'Italy', 'EMEA', 'EUR', 0.02),
        (12, 'Sweden', 'EMEA', 'EUR', 0.015), (13, 'Israel', 'EMEA', 'USD', 0.01), (14, 'South Africa', 'EMEA', 'USD', 0.01),
        (15, 'India', 'APAC', 'USD', 0.05), (16, 'Japan', 'APAC', 'JPY', 0.04), (17, 'Australia', 'APAC', 'USD', 0.03),
        (18, 'Singapore', 'APAC', 'USD', 0.02), (19, 'South Korea', 'APAC', 'USD', 0.01)
    ) as list (place, country, region, currency, share)
) as shares;

-- One row per day: how many rows are born that day, and how many were born until its end (their ids).
create table demo_generator.days as
with calendar as (
    select
        day::date as day,
        (day::date - :'start'::date) as n,
        (day::date - :'start'::date)::double precision as t,
        extract(isodow from day) < 6 as working,
        case
            when to_char(day, 'MMDD') >= '1221' or to_char(day, 'MMDD') <= '0102' then 0.5
            else (array[1.08, 1.03, 1.02, 1.0, 0.98, 0.97, 0.93, 0.9, 1.06, 1.09, 1.05, 0.95])[extract(month from day)::int]
        end::double precision as season,
        day::date >= date_trunc('week', :'start'::date + 880)::date and day::date < date_trunc('week', :'start'::date + 880)::date + 7 as incident
    from generate_series(:'start'::date, :'through'::date, interval '1 day') as day
), births as (
    select
        *,
        floor(3.85 * exp(0.95 * t / 930) * season * case when working then 1.2 else 0.5 end + demo_generator.u(n, 'accounts of a day'))::int as accounts,
        floor(25 * exp(0.95 * t / 930) * season * case when working then 1.38 else 0.05 end + demo_generator.u(n, 'opportunities of a day'))::int as opportunities,
        floor(19 * exp(1.0 * t / 930) * season * case when working then 1.2 else 0.5 end + demo_generator.u(n, 'projects of a day'))::int as projects,
        floor(35 * exp(1.05 * t / 930) * season * case when working then 1.25 else 0.37 end * case when incident then 2.6 else 1 end
            + demo_generator.u(n, 'tickets of a day'))::int as tickets
    from calendar
)
select
    *,
    6000 + sum(accounts) over upto as accounts_upto,
    sum(opportunities) over upto as opportunities_upto,
    9000 + sum(projects) over upto as projects_upto,
    sum(tickets) over upto as tickets_upto
from births
window upto as (order by day);

alter table demo_generator.days add primary key (day);
analyze demo_generator.days;
