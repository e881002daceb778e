-- A month is invoiced on a day of the next month: one invoice, its lines in USD. A line may change no more, a payment comes within 75 days.
create temp table invoice_drafts on commit drop as
select
    months.subscription_id * 4096 + ((extract(year from months.month) - 2000) * 12 + extract(month from months.month))::bigint as id,
    months.*, subscriptions.currency, rates.usd_per_unit,
    coalesce(incident.began between months.month and issued_on, false) as after_incident
from (
    select *, (month + interval '1 month')::date + floor(28 * demo_generator.u(subscription_id, 'bill day'))::int as issued_on
    from billing.subscription_months
    where status <> 'draft' and mrr_cents > 0
) as months
cross join (select min(day) as began from demo_generator.days where incident) as incident
join billing.subscriptions on subscriptions.id = months.subscription_id
join billing.fx_rates as rates on rates.currency = subscriptions.currency and rates.rate_date = issued_on
where issued_on between :'from'::date - 80 and :'through'::date;
analyze invoice_drafts;

-- One select per kind of line: a lateral list of values is six times slower.
create temp table invoice_line_drafts on commit drop as
select
    line.invoice_id * 8 + place as id, line.invoice_id, kind, line.product_id, drafts.currency,
    (usd_cents / usd_per_unit * case when drafts.currency = 'JPY' then 0.01 else 1 end)::bigint as amount_minor, usd_cents as amount_usd_cents, quantity, issued_on
from (
    select id as invoice_id, 1 as place, 'subscription' as kind, null::bigint as product_id, mrr_cents as usd_cents, seats as quantity
    from invoice_drafts
    union all
    select id, 2, 'usage', 1, (mrr_cents * (0.03 + 0.2 * demo_generator.u(id, 'usage line 1')))::bigint, 1
    from invoice_drafts where demo_generator.u(id, 'has usage 1') < 0.66
    union all
    select id, 3, 'usage', 2, (mrr_cents * (0.02 + 0.12 * demo_generator.u(id, 'usage line 2')))::bigint, 1
    from invoice_drafts where demo_generator.u(id, 'has usage 2') < 0.42
    union all
    select id, 4, 'usage', 3 + floor(5 * demo_generator.u(id, 'usage product'))::bigint, (mrr_cents * (0.02 + 0.1 * demo_generator.u(id, 'usage line 3')))::bigint, 1
    from invoice_drafts where demo_generator.u(id, 'has usage 3') < 0.22
    union all
    select id, 5, 'add_on', null, 1000 * (1 + floor(12 * power(demo_generator.u(id, 'add-on'), 2)))::bigint, 1
    from invoice_drafts where demo_generator.u(id, 'has add-on') < 0.26
    union all
    select id, 6, 'discount', null, -(mrr_cents * (0.05 + 0.1 * demo_generator.u(id, 'discount line')))::bigint, 1
    from invoice_drafts where demo_generator.u(id, 'has discount') < 0.12
    union all
    -- what was paid too much last time is given back here
    select id, 7, 'refund', null, -(mrr_cents * (0.2 + 0.8 * demo_generator.u(id, 'refund line')))::bigint, 1
    from invoice_drafts where demo_generator.u(id, 'has refund') < case when after_incident then 0.07 else 0.022 end
) as line
join invoice_drafts as drafts on drafts.id = line.invoice_id
where usd_cents <> 0;
