-- Every subscription with its fate, and its MRR month by month: what all tables of billing are made of.
create temp table lives on commit drop as
with accounts as (
    select
        id as account_id, segment, currency, is_internal, id % 97 = 13 as is_whale,
        demo_generator.local_day(created_at) as born,
        demo_generator.u(id, 'account plan') as p
    from crm.accounts
), bought as (
    select
        *,
        born + case when demo_generator.u(account_id, 'first subscription soon') < 0.55 then floor(28 * power(demo_generator.u(account_id, 'first subscription'), 1.5))::int
            else 20 + floor(-60 * ln(1 - demo_generator.u(account_id, 'first subscription')))::int end as starts_on,
        case segment when 'enterprise' then case when p < 0.62 then 5 when p < 0.87 then 4 when p < 0.96 then 3 else 2 end
            when 'mid_market' then case when p < 0.12 then 5 when p < 0.5 then 4 when p < 0.85 then 3 else 2 end
            else case when p < 0.16 then 1 when p < 0.66 then 2 when p < 0.95 then 3 when p < 0.99 then 4 else 5 end end as plan
    from accounts
    -- a quarter of all accounts never subscribed to anything
    where demo_generator.u(account_id, 'account subscribes') < case segment when 'enterprise' then 0.95 when 'mid_market' then 0.86 else 0.72 end or is_internal or is_whale
), first as (
    select *, account_id * 10 + 1 as id, 'new' as opened_by
    from bought
), second as (
    -- some accounts hold two subscriptions at once
    select
        account_id, segment, currency, is_internal, false as is_whale, born, p,
        starts_on + 150 + floor(360 * demo_generator.u(account_id, 'second subscription'))::int as starts_on,
        case when plan > 3 then plan - 1 else plan end as plan, account_id * 10 + 2 as id, 'new' as opened_by
    from first
    where demo_generator.u(account_id, 'has second subscription') < case segment when 'startup' then 0.2 else 0.45 end
), lasting as (
    select
        *,
        -- months until the end, drawn from a geometric distribution by the plan's monthly churn; a whale stays
        case when is_whale or is_internal then 10000 else
            1 + least(9000, floor(ln(1 - demo_generator.u(id, 'subscription life')) / ln(1 - (array[0.024, 0.018, 0.012, 0.008, 0.005])[plan])))::int end as months
    from (select * from first union all select * from second) as all_starts
), ended as (
    select
        *,
        -- the month after the incident some leave who would have stayed
        least(
            (date_trunc('month', starts_on) + (months || ' months')::interval)::date,
            case when demo_generator.u(id, 'leaves after the incident') < 0.013 and not is_whale and not is_internal and starts_on < incident.month - 31 then incident.month end
        ) as end_month
    from lasting
    cross join (select (date_trunc('month', min(day)) + interval '1 month')::date as month from demo_generator.days where incident) as incident
), closed as (
    select *, end_month + floor(27 * demo_generator.u(id, 'subscription ends'))::int as ends_on
    from ended
), back as (
    -- one in eight comes back after two to six months, with a new subscription
    select
        account_id, segment, currency, is_internal, is_whale, born, p,
        ends_on + 60 + floor(120 * demo_generator.u(account_id, 'returns on'))::int as starts_on, plan, account_id * 10 + 3 as id, 'reactivation' as opened_by
    from closed
    where id % 10 = 1 and plan > 1 and demo_generator.u(account_id, 'returns') < 0.125 and ends_on <= :'through'::date
), returned as (
    select
        *,
        (date_trunc('month', starts_on) + ((2 + least(9000, floor(ln(1 - demo_generator.u(id, 'subscription life')) / ln(0.985)))::int) || ' months')::interval)::date as end_month
    from back
), everything as (
    select id, account_id, segment, currency, is_whale, plan, opened_by, starts_on, end_month, ends_on from closed
    union all
    select id, account_id, segment, currency, is_whale, plan, opened_by, starts_on, end_month, end_month + floor(27 * demo_generator.u(id, 'subscription ends'))::int from returned
)
select
    *,
    -- before the data begins, half of Pro was sold as Pro (legacy)
    plan = 2 and starts_on < :'start'::date and demo_generator.u(id, 'legacy') < 0.5 as is_legacy,
    greatest(1, round(case plan when 5 then 20 when 4 then 9 when 3 then 4.5 else 1.7 end * case when is_whale then 9 when segment = 'enterprise' then 1.5 else 1 end
        * exp((case when is_whale then 0.5 else 0.75 end) * demo_generator.z(id, 'subscription seats')))) as seats,
    -- whole percents, so that the price of a seat is whole cents
    case plan when 5 then floor(35 * demo_generator.u(id, 'discount'))::int when 4 then 5 * floor(4 * demo_generator.u(id, 'discount'))::int else 0 end as discount,
    case when demo_generator.u(id, 'upgrades') < 0.16 and plan between 1 and 4 and not (plan = 1 and opened_by <> 'new')
        then (date_trunc('month', starts_on) + ((3 + floor(26 * demo_generator.u(id, 'upgrades in month')))::int || ' months')::interval)::date end as upgrade_month
from everything
where starts_on <= :'through'::date;

create temp table mrr on commit drop as
with months as (
    select
        lives.id, month::date as month, row_number() over (partition by lives.id order by month)::int - 1 as k,
        lives.plan, lives.is_legacy, lives.discount, lives.upgrade_month, lives.seats, lives.end_month, lives.starts_on
    from lives
    cross join lateral generate_series(date_trunc('month', starts_on::timestamp), least(:'through'::date, end_month - 1)::timestamp, interval '1 month') as month
), moved as (
    select
        *,
        case when k = 0 then 0
            when demo_generator.u(id * 1024 + k, 'subscription moves') < 0.045 then ln(1.08 + 0.4 * demo_generator.u(id * 1024 + k, 'subscription moves by'))
            when demo_generator.u(id * 1024 + k, 'subscription moves') < 0.062 then ln(0.92 - 0.3 * demo_generator.u(id * 1024 + k, 'subscription moves by'))
            else 0 end as step
    from months
), grown as (
    select
        id, month, k, starts_on,
        case when month >= upgrade_month then plan + 1 when is_legacy then 6 else plan end as plan_id,
        discount,
        greatest(1, round(seats * exp(sum(step) over (partition by id order by month))))::int as seats
    from moved
), priced as (
    select grown.id, month, k, starts_on, plan_id, seats, (seats * list_price_usd_cents * (100 - discount) / 100)::bigint as mrr_cents
    from grown
    join billing.plans on plans.id = plan_id
)
select
    *,
    coalesce(lag(mrr_cents) over own, 0) as before_cents, lag(plan_id) over own as before_plan_id,
    -- the day of a change in this month
    case when k = 0 then starts_on else month + floor(27 * demo_generator.u(id * 1024 + k, 'subscription moves on'))::int end as moves_on
from priced
window own as (partition by id order by month);

create unique index on mrr (id, month);
analyze lives;
analyze mrr;
