with changes as (
    select id as subscription_id, k, moves_on as day, before_cents, mrr_cents as after_cents, before_plan_id, plan_id
    from mrr
    where before_cents <> mrr_cents
    union all
    select lives.id, 1000, lives.ends_on, mrr.mrr_cents, 0, mrr.plan_id, null
    from lives
    join mrr on mrr.id = lives.id and mrr.month = (lives.end_month - interval '1 month')::date
    where mrr.mrr_cents > 0
), numbered as (
    select
        changes.*, changes.subscription_id * 1024 + changes.k as id, lives.account_id, lives.opened_by,
        sum(after_cents - before_cents) over (partition by lives.account_id order by day, changes.subscription_id, changes.k rows unbounded preceding)::bigint as account_after_cents
    from changes
    join lives on lives.id = changes.subscription_id
)
select
    id, subscription_id, account_id,
    case when after_cents = 0 then 'churn' when before_cents = 0 then opened_by when after_cents > before_cents then 'expansion' else 'contraction' end as event_type,
    day as occurred_on,
    before_cents as mrr_before_cents, after_cents as mrr_after_cents, after_cents - before_cents as mrr_delta_cents, account_after_cents as account_mrr_after_cents,
    before_plan_id::bigint as from_plan_id, plan_id::bigint as to_plan_id
from numbered
-- the billing system is as old as the data: what happened before was not carried over
where day >= :'start'::date and day between :'from'::date and :'through'::date
order by day
