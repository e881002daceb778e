-- offset 0 keeps a step apart: merged into the next one, its expressions would be computed once per use.
with born as (
    select (days.opportunities_upto - days.opportunities + place)::bigint as id, days.day, days.accounts_upto
    from demo_generator.days, generate_series(1, days.opportunities) as place
    where days.day >= :'from'::date - 260
    offset 0
), candidates as (
    select *, 1 + floor(accounts_upto * demo_generator.u(id, 'opportunity account'))::bigint as one, 1 + floor(accounts_upto * demo_generator.u(id, 'opportunity other account'))::bigint as other
    from born
    offset 0
), placed as (
    -- larger customers are sold to more often: a startup is drawn again half of the time
    select candidates.id, candidates.day, case when first.segment = 'startup' and demo_generator.u(candidates.id, 'opportunity draws again') < 0.6 then candidates.other else candidates.one end as account_id
    from candidates
    join crm.accounts as first on first.id = candidates.one
    offset 0
), drawn as (
    select
        placed.*, accounts.segment, accounts.region,
        coalesce(case when demo_generator.u(placed.id, 'opportunity with owner') < 0.7 then accounts.owner_employee_id end, 10 + floor(55 * demo_generator.u(placed.id, 'opportunity owner'))::bigint) as owner_employee_id,
        case when demo_generator.u(placed.id, 'opportunity type') < 0.5 then 'new_business' when demo_generator.u(placed.id, 'opportunity type') < 0.8 then 'expansion' else 'renewal' end as type,
        least(250, 12 + floor(case accounts.segment when 'enterprise' then 70 when 'mid_market' then 38 else 20 end * exp(0.6 * demo_generator.z(placed.id, 'opportunity cycle')))::int) as cycle
    from placed
    join crm.accounts on accounts.id = placed.account_id
    offset 0
), decided as (
    select
        *,
        day + cycle as close_on,
        demo_generator.u(id, 'opportunity won') < (case type when 'renewal' then 0.62 when 'expansion' then 0.36 else 0.2 end)
            * (0.75 + 0.5 * demo_generator.u(owner_employee_id, 'employee talent')) * (case region when 'EMEA' then 0.95 when 'APAC' then 0.85 else 1.05 end) as wins,
        100 * 100 * round(exp(case segment when 'enterprise' then 6.0 when 'mid_market' then 4.7 else 3.4 end + 0.7 * demo_generator.z(id, 'opportunity amount')) * (1 + 0.0003 * (day - :'start'::date)))::bigint as amount
    from drawn
    offset 0
), state as (
    select
        *,
        close_on <= :'through'::date as is_closed,
        (:'through'::date - day)::double precision / cycle as progress
    from decided
    offset 0
)
select
    id, account_id, owner_employee_id,
    case when segment <> 'startup' and demo_generator.u(id, 'opportunity engineered') < 0.5 then 95 + floor(40 * demo_generator.u(id, 'opportunity engineer'))::bigint end as engineer_employee_id,
    initcap(replace(type, '_', ' ')) || ' #' || id as name,
    type,
    case when is_closed then case when wins then 'closed_won' else 'closed_lost' end
        when progress < 0.25 then 'prospecting' when progress < 0.5 then 'qualification' when progress < 0.75 then 'proposal' else 'negotiation' end as stage,
    -- the amount of a young opportunity is often not known yet; of some it never is
    case when (not is_closed and progress < 0.25 and demo_generator.u(id, 'opportunity amount late') < 0.3) or demo_generator.u(id, 'opportunity amount unknown') < 0.01 then null
        else greatest(amount, 50000) end as amount_usd_cents,
    (array['inbound', 'outbound', 'partner', 'event'])[1 + floor(4 * power(demo_generator.u(id, 'opportunity source'), 1.3))::int] as source,
    demo_generator.moment(day, demo_generator.u(id, 'opportunity created')) as created_at,
    close_on + floor(20 * demo_generator.u(id, 'opportunity optimism') - 14)::int as expected_close_on,
    case when is_closed then demo_generator.moment(close_on, demo_generator.u(id, 'opportunity closed')) end as closed_at,
    case when is_closed and not wins then (array['price', 'competitor', 'no decision', 'missing feature', null])[1 + floor(5 * demo_generator.u(id, 'opportunity lost'))::int] end as lost_reason
from state
