select
    mrr.id as subscription_id, mrr.month, lives.account_id, mrr.plan_id::bigint as plan_id, mrr.seats,
    case when mrr.mrr_cents > 0 and demo_generator.u(mrr.id * 1024 + mrr.k, 'past due') < 0.03 then 'past_due' else 'active' end as status,
    mrr.mrr_cents
from mrr
join lives using (id)
where mrr.month >= :'start'::date and (mrr.month + interval '1 month')::date - 1 between :'from'::date and :'through'::date
union all
select account_quote.id, month::date, account_id, 5, 25, 'draft', 225000
from (select id * 10 + 4 as id, id as account_id, demo_generator.local_day(created_at) + 30 as quoted_on from crm.accounts where demo_generator.u(id, 'quoted') < 0.01) as account_quote
cross join generate_series(:'start'::timestamp, :'through'::timestamp, interval '1 month') as month
where month >= quoted_on and month < quoted_on + 180 and (month + interval '1 month')::date - 1 between :'from'::date and :'through'::date
order by month
