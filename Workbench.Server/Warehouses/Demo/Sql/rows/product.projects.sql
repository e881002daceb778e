-- offset 0 keeps a step apart: merged into the next one, its expressions would be computed once per use.
with born as (
    select id::bigint as id, :'start'::date - 1 - floor(1000 * power((9000 - id + demo_generator.u(id, 'project born')) / 9000, 1.4))::int as day, 6000::bigint as accounts_upto
    from generate_series(1, 9000) as id
    union all
    select (days.projects_upto - days.projects + place)::bigint, days.day, days.accounts_upto::bigint
    from demo_generator.days, generate_series(1, days.projects) as place
    offset 0
), candidates as (
    select
        *,
        -- a fifth of all projects belongs to the largest customers (every 97th account), a fiftieth to Acme itself (every 293rd)
        case when demo_generator.u(id, 'project of') < 0.2 then 13 + 97 * floor(power(demo_generator.u(id, 'project account'), 1.6) * floor((accounts_upto - 13) / 97 + 1))::bigint
            when demo_generator.u(id, 'project of') < 0.22 then 7 + 293 * floor(demo_generator.u(id, 'project account') * floor((accounts_upto - 7) / 293 + 1))::bigint
            else 1 + floor(accounts_upto * demo_generator.u(id, 'project account'))::bigint end as drawn_account
    from born
    offset 0
), placed as (
    select candidates.id, greatest(candidates.day, demo_generator.local_day(accounts.created_at)) as day, candidates.drawn_account, accounts.created_at as not_before
    from candidates
    join crm.accounts on accounts.id = candidates.drawn_account
    offset 0
)
select
    id,
    case when demo_generator.u(id, 'project orphaned') >= 0.004 then drawn_account end as account_id,
    (array['web', 'docs', 'shop', 'api', 'blog', 'dashboard', 'landing', 'app', 'portal', 'admin', 'status', 'storefront'])[1 + floor(12 * demo_generator.u(id, 'project name'))::int] || '-' || id as name,
    (array['Next.js', 'Next.js', 'Next.js', 'SvelteKit', 'Nuxt', 'Astro', 'Remix', 'Vite', 'Static', null])[1 + floor(10 * demo_generator.u(id, 'project framework'))::int] as framework,
    (array['iad1', 'sfo1', 'fra1', 'lhr1', 'sin1', 'gru1'])[1 + floor(6 * power(demo_generator.u(id, 'project home'), 1.5))::int] as home_region,
    greatest(demo_generator.moment(day, demo_generator.u(id, 'project created')), not_before) as created_at,
    case when demo_generator.u(id, 'project archived') < 0.16 and day + 40 + floor(700 * demo_generator.u(id, 'project archived on'))::int between :'start'::date and :'through'::date
        then demo_generator.moment(day + 40 + floor(700 * demo_generator.u(id, 'project archived on'))::int, demo_generator.u(id, 'project archived at')) end as archived_at
from placed
