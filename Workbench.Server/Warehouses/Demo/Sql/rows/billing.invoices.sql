with totals as (
    select invoice_id, sum(amount_minor)::bigint as total_minor, sum(amount_usd_cents)::bigint as total_usd_cents
    from invoice_line_drafts
    group by invoice_id
), paid as (
    select
        drafts.*, totals.total_minor, totals.total_usd_cents,
        demo_generator.u(drafts.id, 'invoice fate') as fate,
        drafts.issued_on + floor(72 * power(demo_generator.u(drafts.id, 'invoice paid on'), 2.5))::int as pays_on
    from invoice_drafts as drafts
    join totals on totals.invoice_id = drafts.id
)
select
    id, 'INV-' || to_char(month, 'YYYYMM') || '-' || subscription_id as number, account_id, subscription_id,
    case when fate < 0.012 then 'void' when fate < 0.016 then 'draft' when fate < 0.024 then 'uncollectible' when pays_on <= :'through'::date then 'paid' else 'open' end as status,
    month as period_month, issued_on, issued_on + 30 as due_on,
    case when fate >= 0.024 and pays_on <= :'through'::date then pays_on end as paid_on,
    currency, total_minor, total_usd_cents, usd_per_unit
from paid
order by issued_on
