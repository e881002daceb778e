select
    currency, day::date as rate_date,
    round((base * (1 + 0.05 * sin((day::date - date '2024-01-01') / 97.0 + phase) + 0.004 * (demo_generator.u((day::date - date '2024-01-01') * 8 + id, 'fx rate') - 0.5)))::numeric, 6) as usd_per_unit
from (values (1, 'USD', 1, 0), (2, 'EUR', 1.09, 1), (3, 'GBP', 1.27, 2.5), (4, 'JPY', 0.0067, 4), (5, 'BRL', 0.18, 5)) as list (id, currency, base, phase)
cross join generate_series(:'start'::timestamp, :'through'::timestamp, interval '1 day') as day
where day between :'from'::date and :'through'::date and currency <> 'USD'
union all
select 'USD', day::date, 1 from generate_series(:'start'::timestamp, :'through'::timestamp, interval '1 day') as day where day between :'from'::date and :'through'::date
