-- offset 0 keeps a step apart: merged into the next one, its expressions would be computed once per use.
with rhythm as (
    select
        projects.id, projects.framework,
        greatest(demo_generator.local_day(projects.created_at), :'start'::date) as born,
        least(
            demo_generator.local_day(projects.created_at) + case when u < 0.45 then 60 when u < 0.75 then 140 when u < 0.93 then 320 else 2000 end,
            coalesce(demo_generator.local_day(projects.archived_at), :'through'::date),
            :'through'::date) as last,
        -- days between two deployments: one project in twelve never deploys
        case when u < 0.08 then null when u < 0.45 then 21 when u < 0.75 then 14 when u < 0.93 then 16 when u < 0.988 then 14 else 2 end::double precision as every,
        created_at
    from (select *, demo_generator.u(id, 'project rhythm') as u from product.projects) as projects
    offset 0
), slots as (
    select
        rhythm.*, slot,
        rhythm.id * 2048 + slot as key,
        rhythm.born + floor((slot + demo_generator.u(rhythm.id * 2048 + slot, 'deployment day')) * every)::int as day
    from rhythm
    cross join lateral generate_series(greatest(0, floor((:'from'::date - born) / every)::int - 1), floor((last - born) / every)::int) as slot
    where every is not null and last >= born
    offset 0
), kept as (
    select
        slots.*, days.incident,
        greatest(demo_generator.moment(day, demo_generator.u(key, 'deployment created')), slots.created_at) as at,
        demo_generator.u(key, 'deployment status') as fate
    from slots
    join demo_generator.days using (day)
    where day between :'from'::date and last and (days.working or demo_generator.u(key, 'deployment on a weekend') < 0.4)
    offset 0
), judged as (
    select
        *,
        case when fate < (case when incident then 0.34 else 0.055 + case framework when 'Remix' then 0.03 when 'Static' then -0.03 else 0 end end) then 'failed'
            when fate > 0.97 then 'canceled' else 'ready' end as status
    from kept
    offset 0
)
select
    (select coalesce(max(id), 0) from product.deployments) + row_number() over (order by day, at, key) as id,
    id as project_id,
    (array['production', 'preview', 'preview'])[1 + floor(3 * demo_generator.u(key, 'deployment environment'))::int] as environment,
    status,
    (array['git', 'git', 'git', 'cli', 'api', 'dashboard'])[1 + floor(6 * demo_generator.u(key, 'deployment trigger'))::int] as triggered_by,
    case when status = 'failed' then (array['build_error', 'timeout', 'out_of_memory', 'config'])[1 + floor(4 * power(demo_generator.u(key, 'deployment error'), 1.5))::int] end as error_code,
    -- a canceled deployment was never built
    case when status <> 'canceled' then
        round(1000 * case framework when 'Next.js' then 62::double precision when 'Nuxt' then 55 when 'Remix' then 41 when 'SvelteKit' then 33 when 'Astro' then 24 when 'Vite' then 19 when 'Static' then 7 else 30 end
            * exp(0.45 * demo_generator.z(key, 'deployment build')) * case when incident then 1.9::double precision else 1 end)::int end as build_duration_ms,
    at as created_at
from judged
