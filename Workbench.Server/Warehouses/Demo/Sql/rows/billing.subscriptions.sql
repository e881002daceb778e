with latest as (
    -- what is known by now: a change later this month is not
    select distinct on (id) id, plan_id, seats, mrr_cents
    from mrr
    where moves_on <= :'through'::date
    order by id, month desc
), paid as (
    select id, min(moves_on) as first_paid_on
    from mrr
    where mrr_cents > 0 and moves_on <= :'through'::date
    group by id
)
select
    lives.id, lives.account_id, latest.plan_id::bigint as plan_id,
    case when lives.ends_on <= :'through'::date then 'canceled' else 'active' end as status,
    lives.starts_on as started_on, paid.first_paid_on,
    case when lives.ends_on <= :'through'::date then lives.ends_on end as canceled_on,
    case when lives.ends_on <= :'through'::date then (array['price', 'missing feature', 'went out of business', 'competitor', 'no longer needed', null])[1 + floor(6 * demo_generator.u(lives.id, 'cancel reason'))::int] end as cancel_reason,
    case when demo_generator.u(lives.id, 'billed yearly') < 0.35 then 'annual' else 'monthly' end as billing_interval,
    lives.currency, latest.seats
from lives
join latest using (id)
left join paid using (id)
union all
-- quotes that nobody signed
select id * 10 + 4, id, 5, 'draft', demo_generator.local_day(created_at) + 30, null, null, null, 'annual', currency, 25
from crm.accounts
where demo_generator.u(id, 'quoted') < 0.01 and demo_generator.local_day(created_at) + 30 <= :'through'::date
