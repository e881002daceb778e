-- offset 0 keeps a step apart: merged into the next one, its expressions would be computed once per use.
with size as (
    select
        projects.id, demo_generator.u(id, 'project rhythm') as rhythm,
        greatest(demo_generator.local_day(created_at), :'start'::date) as born,
        least(coalesce(demo_generator.local_day(archived_at), :'through'::date), :'through'::date,
            demo_generator.local_day(created_at) + 45 + floor(-420 * ln(1 - demo_generator.u(id, 'project life')))::int + case when demo_generator.u(id, 'project rhythm') > 0.93 then 3000 else 0 end) as last,
        exp(6.2 + 1.9 * demo_generator.z(id, 'project size') + case when account_id % 97 = 13 then 1.5 else 0 end) as requests
    from product.projects
    where demo_generator.u(id, 'project rhythm') >= 0.08
    offset 0
), pairs as (
    select
        size.*, products.id as product_id,
        greatest(size.born, products.launched_on) as since,
        -- small projects are not visited every day
        case when requests > 20000 then 1 when requests > 6000 then 3 when requests > 1000 then 9 else 30 end
            * case when products.id = 1 then 1 when requests > 20000 then 2 else 3 end as every,
        size.id * 16 + products.id as pair
    from size
    join product.products on products.retired_on is null
        and (products.id = 1 or demo_generator.u(size.id * 16 + products.id, 'project uses product') < (array[1, 0.3, 0.2, 0.16, 0.12, 0.22, 0.08, 0.14])[products.id])
    offset 0
), slots as (
    select pairs.*, slot, since + slot * every + floor(every * demo_generator.u(pair * 1024 + slot, 'usage day'))::int as day, pair * 1024 + slot as key
    from pairs
    cross join lateral generate_series(greatest(0, (:'from'::date - 6 - since) / every - 1), (last - since) / every) as slot
    where last >= since
    offset 0
), loaded as (
    select
        slots.*, days.working, days.season, days.incident, days.t,
        -- one row in thirty comes in two to five days late
        case when demo_generator.u(key, 'usage late') < 0.03 then 2 + floor(4 * demo_generator.u(key, 'usage late by'))::int else 0 end as late
    from slots
    join demo_generator.days using (day)
    where day <= last
    offset 0
), measured as (
    select
        *,
        greatest(1, round(requests * least(every, 6) * (case product_id when 1 then 1::double precision when 2 then 0.35 when 3 then 0.22 when 6 then 0.5 else 0.08 end)
            * season * (case when working then 1.1::double precision else 0.75 end) * (case when incident then 0.82::double precision else 1 end)
            * (case product_id when 8 then exp(0.004 * (t - 420)) when 2 then exp(0.0011 * t) else exp(0.0005 * t) end)
            * (0.7 + 0.6 * demo_generator.u(key, 'usage'))))::bigint as counted
    from loaded
    where day + late between :'from'::date and :'through'::date
    offset 0
)
select
    id as project_id, product_id, day as usage_date, counted as requests,
    (counted * (case product_id when 3 then 180000 when 5 then 420000 when 1 then 90000 else 6000 end) * (0.6 + 0.8 * demo_generator.u(key, 'usage bytes')))::bigint as bandwidth_bytes,
    case when product_id in (1, 2, 8) then (counted * (0.05 + 0.2 * demo_generator.u(key, 'usage compute')))::bigint end as compute_seconds,
    (day + late + 1)::timestamp at time zone 'America/New_York' + interval '2 hours' + floor(3600 * demo_generator.u(key, 'usage loaded')) * interval '1 second' as loaded_at
from measured
-- the days of a period lie side by side on disk
order by day
