-- offset 0 keeps a step apart: merged into the next one, its expressions would be computed once per use.
with born as (
    select (days.tickets_upto - days.tickets + place)::bigint as id, days.day, days.accounts_upto, days.incident
    from demo_generator.days, generate_series(1, days.tickets) as place
    where days.day >= :'from'::date - 120
    offset 0
), candidates as (
    select
        *,
        case when demo_generator.u(id, 'ticket of') < 0.14 then 13 + 97 * floor(power(demo_generator.u(id, 'ticket account'), 2.2) * floor((accounts_upto - 13) / 97 + 1))::bigint
            else 1 + floor(accounts_upto * demo_generator.u(id, 'ticket account'))::bigint end as one,
        1 + floor(accounts_upto * demo_generator.u(id, 'ticket other account'))::bigint as other
    from born
    offset 0
), placed as (
    select
        candidates.id, candidates.day, candidates.incident,
        case when first.segment = 'startup' and demo_generator.u(candidates.id, 'ticket draws again') < 0.5 then candidates.other else candidates.one end as account
    from candidates
    join crm.accounts as first on first.id = candidates.one
    offset 0
), asked as (
    select
        placed.*, accounts.segment, accounts.created_at as not_before,
        demo_generator.u(placed.id, 'ticket priority') as p,
        case when incident and demo_generator.u(placed.id, 'ticket of the incident') < 0.6 then 'deployments'
            else (array['deployments', 'billing', 'domains', 'performance', 'account', 'feature request', null])[1 + floor(7 * power(demo_generator.u(placed.id, 'ticket category'), 1.3))::int] end as category,
        case when demo_generator.u(placed.id, 'ticket product known') < 0.82
            then (array[1, 1, 1, 1, 2, 2, 3, 4, 4, 5, 6, 7, 8])[1 + floor(13 * demo_generator.u(placed.id, 'ticket product'))::int] end as product
    from placed
    join crm.accounts on accounts.id = placed.account
    offset 0
), urgent as (
    select
        *,
        case when p < 0.06 + case when incident then 0.14 else 0 end then 'urgent' when p < 0.25 then 'high' when p < 0.8 then 'normal' else 'low' end as priority,
        greatest(demo_generator.moment(day, demo_generator.u(id, 'ticket opened')), not_before) as opened_at
    from asked
    offset 0
), served as (
    select
        *,
        case when demo_generator.u(id, 'ticket ignored') >= 0.02 then demo_generator.minutes_later(opened_at,
            least(6000, case priority when 'urgent' then 24 when 'high' then 95 when 'normal' then 380 else 800 end * case segment when 'enterprise' then 0.6 else 1 end
            * case when incident then 3 else 1 end * exp(0.8 * demo_generator.z(id, 'ticket first response')))) end as responds_at,
        demo_generator.minutes_later(opened_at, 6000 + 60) as later
    from urgent
    offset 0
), solved as (
    select
        *,
        case when demo_generator.u(id, 'ticket never solved') >= 0.015 then demo_generator.minutes_later(coalesce(responds_at, later),
            least(80000, case priority when 'urgent' then 300 when 'high' then 1100 when 'normal' then 2600 else 5200 end * exp(1.0 * demo_generator.z(id, 'ticket resolution')))) end as solves_at
    from served
    offset 0
), rated as (
    select *, case when demo_generator.u(id, 'ticket rated') < 0.34 then solves_at + interval '20 hours' end as rates_at
    from solved
    offset 0
)
select
    id,
    case when demo_generator.u(id, 'ticket anonymous') >= 0.015 then account end as account_id,
    -- the newest product did not exist in the first year
    case when product = 8 and day < :'start'::date + 420 then 1 else product end::bigint as product_id,
    95 + floor(40 * demo_generator.u(id, 'ticket assignee'))::bigint as assignee_employee_id,
    priority,
    category,
    (array['email', 'chat', 'portal', 'phone'])[1 + floor(4 * power(demo_generator.u(id, 'ticket channel'), 1.6))::int] as channel,
    case when demo_generator.local_day(solves_at) <= :'through'::date then case when demo_generator.local_day(solves_at) <= :'through'::date - 10 then 'closed' else 'solved' end
        when demo_generator.local_day(responds_at) <= :'through'::date then 'pending' else 'open' end as status,
    opened_at,
    case when demo_generator.local_day(responds_at) <= :'through'::date then responds_at end as first_responded_at,
    case when demo_generator.local_day(solves_at) <= :'through'::date then solves_at end as resolved_at,
    case when demo_generator.local_day(rates_at) <= :'through'::date then
        case when demo_generator.u(id, 'ticket score') < (case when incident then 0.4 else 0.1 end) then 1
            when demo_generator.u(id, 'ticket score') < (case when incident then 0.58 else 0.17 end) then 2
            when demo_generator.u(id, 'ticket score') < (case when incident then 0.7 else 0.28 end) then 3
            when demo_generator.u(id, 'ticket score') < (case when incident then 0.88 else 0.55 + case segment when 'enterprise' then 0.06 else 0 end end) then 4 else 5 end end::smallint as csat_score,
    case when demo_generator.local_day(rates_at) <= :'through'::date then rates_at end as csat_at
from rated
