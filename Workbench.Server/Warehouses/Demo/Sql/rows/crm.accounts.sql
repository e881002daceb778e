-- offset 0 keeps a step apart: merged into the next one, its expressions would be computed once per use.
with born as (
    select id, :'start'::date - 1 - floor(1400 * power((6000 - id + demo_generator.u(id, 'account born')) / 6000, 1.3))::int as day
    from generate_series(1, 6000) as id
    union all
    select days.accounts_upto - days.accounts + place, days.day
    from demo_generator.days, generate_series(1, days.accounts) as place
    offset 0
), drawn as (
    select
        born.id::bigint as id, born.day, countries.country, countries.region, countries.currency,
        born.id % 293 = 7 as is_internal,
        born.id % 97 = 13 as is_whale,
        demo_generator.u(born.id, 'account segment') as s,
        -- 7,919 is a prime that does not divide the number of names: neighbours get distant names, and no name comes twice by chance
        (case when born.id % 500 = 0 then born.id - 1 else born.id end * 7919) % 37800 as name_at
    from born
    join demo_generator.countries on demo_generator.u(born.id, 'account country') >= countries.lo and demo_generator.u(born.id, 'account country') < countries.hi
    offset 0
), described as (
    select
        *,
        case when is_internal then 'mid_market' when is_whale then 'enterprise' when s < 0.085 then 'enterprise' when s < 0.325 then 'mid_market' when s < 0.99 then 'startup' end as segment
    from drawn
    offset 0
)
select
    id,
    case when is_internal then 'Acme Internal ' || id else
        (array['North', 'Blue', 'Silver', 'Bright', 'Iron', 'Green', 'Quiet', 'Stone', 'River', 'Amber', 'Cedar', 'Lunar', 'Solar', 'Copper', 'Velvet', 'Falcon', 'Maple', 'Harbor', 'Summit', 'Willow',
               'Granite', 'Crimson', 'Polar', 'Coral', 'Ember', 'Meadow', 'Orchid', 'Raven', 'Sierra', 'Timber', 'Urban', 'Violet', 'Winter', 'Zephyr', 'Aurora', 'Birch', 'Cobalt', 'Dune', 'Echo', 'Fjord',
               'Glacier', 'Hazel', 'Indigo', 'Juniper', 'Kestrel', 'Lark', 'Mistral', 'Nimbus', 'Onyx', 'Prairie', 'Quartz', 'Ridge', 'Saffron', 'Tidal', 'Umber', 'Vista', 'Wren', 'Yarrow', 'Zenith', 'Alder',
               'Basalt', 'Canyon', 'Drift'])[1 + name_at % 63]
        || (array['wind', 'field', 'bridge', 'light', 'works', 'gate', 'leaf', 'point', 'brook', 'crest', 'forge', 'haven', 'loop', 'mark', 'nest', 'path', 'rock', 'shore', 'spark', 'stack',
                  'tide', 'vale', 'view', 'ward', 'wave', 'well', 'wood', 'yard', 'beam', 'cast'])[1 + (name_at / 63) % 30]
        || ' ' || (array['Labs', 'Inc', 'Group', 'Systems', 'Studio', 'Media', 'Health', 'Robotics', 'Foods', 'Bank', 'Games', 'Retail', 'Energy', 'Travel', 'Mobility', 'Learning', 'Logistics', 'Software', 'Partners', 'Co'])
            [1 + (name_at / 1890) % 20]
    end as name,
    segment,
    case when demo_generator.u(id, 'account region unknown') >= 0.008 then region end as region,
    case when demo_generator.u(id, 'account country unknown') >= 0.012 then country end as country,
    (array['Software', 'E-commerce', 'Media', 'Financial services', 'Healthcare', 'Education', 'Gaming', 'Travel', 'Manufacturing', null])
        [1 + floor(10 * power(demo_generator.u(id, 'account industry'), 1.4))::int] as industry,
    case segment when 'enterprise' then 1000 + floor(19000 * power(demo_generator.u(id, 'account size'), 3))::int when 'mid_market' then 100 + floor(900 * demo_generator.u(id, 'account size'))::int
        when 'startup' then 1 + floor(99 * power(demo_generator.u(id, 'account size'), 2))::int end as employee_count,
    currency,
    (array['organic_search', 'direct', 'paid_search', 'referral', 'social', 'partner', 'email', 'display'])[1 + floor(8 * power(demo_generator.u(id, 'account channel'), 1.5))::int] as signup_channel,
    is_internal,
    -- a parent is always an older account
    case when id > 200 and demo_generator.u(id, 'account has parent') < 0.03 then 1 + floor((id - 1) * demo_generator.u(id, 'account parent'))::bigint end as parent_account_id,
    case when segment <> 'startup' or demo_generator.u(id, 'account owned') < 0.75 then 10 + floor(55 * demo_generator.u(id, 'account owner'))::bigint end as owner_employee_id,
    case when segment <> 'startup' then 65 + floor(30 * demo_generator.u(id, 'account manager'))::bigint end as csm_employee_id,
    demo_generator.moment(day, demo_generator.u(id, 'account created')) as created_at,
    case when demo_generator.u(id, 'account deleted') < 0.03 and not is_internal and not is_whale and day + 30 + floor(900 * demo_generator.u(id, 'account deleted on'))::int between :'start'::date and :'through'::date
        then demo_generator.moment(day + 30 + floor(900 * demo_generator.u(id, 'account deleted on'))::int, demo_generator.u(id, 'account deleted at')) end as deleted_at
from described
