-- Views that the gold SQL of this folder is written over. Written by hand from docs/demo-warehouse.md: nothing here comes from the compiler.
-- "Real" leaves out internal and deleted accounts, as people mean it when they say customer; days are New York days.
create temp view acc as
select a.*, (a.created_at at time zone 'America/New_York')::date as day, o.name as owner, o.team as owner_team
from crm.accounts a left join crm.employees o on o.id = a.owner_employee_id
where not a.is_internal and a.deleted_at is null;

create temp view sm as
select m.month, m.subscription_id, m.mrr_cents / 100.0 as mrr, m.seats, m.status, p.name as plan, p.tier, m.account_id, a.name as account, a.segment, a.region, a.country, a.industry, a.owner, a.owner_employee_id
from billing.subscription_months m join billing.plans p on p.id = m.plan_id join acc a on a.id = m.account_id
where m.status <> 'draft';

create temp view ev as
select e.event_type as type, e.occurred_on as day, e.mrr_delta_cents / 100.0 as delta, e.account_mrr_after_cents as after_cents, e.mrr_delta_cents as delta_cents, p.name as plan, p.tier, e.account_id, a.name as account,
    a.segment, a.region, a.country, a.industry
from billing.subscription_events e join billing.plans p on p.id = coalesce(e.to_plan_id, e.from_plan_id) join acc a on a.id = e.account_id;

create temp view opp as
select o.id, o.type, o.stage, o.source, o.lost_reason, o.amount_usd_cents / 100.0 as amount, (o.created_at at time zone 'America/New_York')::date as opened, (o.closed_at at time zone 'America/New_York')::date as closed,
    o.created_at, o.closed_at, r.id as rep_id, r.name as rep, a.segment, a.region, a.country, a.industry, a.name as account, a.id as account_id
from crm.opportunities o join crm.employees r on r.id = o.owner_employee_id join acc a on a.id = o.account_id;

create temp view line as
select l.kind, l.amount_usd_cents / 100.0 as usd, i.issued_on as day, i.currency, i.id as invoice_id, pr.name as product, a.segment, a.region, a.country, a.name as account, a.id as account_id, p.name as plan, p.tier
from billing.invoice_lines l join billing.invoices i on i.id = l.invoice_id join billing.subscriptions s on s.id = i.subscription_id join billing.plans p on p.id = s.plan_id
join acc a on a.id = i.account_id left join product.products pr on pr.id = l.product_id
where i.status not in ('draft', 'void');

create temp view inv as
select i.*, i.total_usd_cents / 100.0 as usd, a.segment, a.region, a.name as account
from billing.invoices i join acc a on a.id = i.account_id
where i.status not in ('draft', 'void');

create temp view proj as
select p.*, (p.created_at at time zone 'America/New_York')::date as day, a.segment, a.region, a.country, a.name as account
from product.projects p join acc a on a.id = p.account_id;

create temp view dep as
select d.id, d.status, d.environment, d.triggered_by, d.error_code, d.build_duration_ms / 1000.0 as seconds, (d.created_at at time zone 'America/New_York')::date as day,
    p.id as project_id, p.name as project, p.framework, p.home_region, p.account_id, p.account, p.segment, p.region, p.country
from product.deployments d join proj p on p.id = d.project_id;

create temp view use as
select u.usage_date as day, u.requests, u.bandwidth_bytes, u.compute_seconds, pr.name as product, pr.family, p.id as project_id, p.name as project, p.framework, p.account_id, p.account, p.segment, p.region, p.country
from product.usage_daily u join proj p on p.id = u.project_id join product.products pr on pr.id = u.product_id;

create temp view tix as
select t.id, t.priority, t.category, t.channel, t.status, (t.opened_at at time zone 'America/New_York')::date as opened, (t.resolved_at at time zone 'America/New_York')::date as resolved, (t.csat_at at time zone 'America/New_York')::date as rated,
    extract(epoch from t.first_responded_at - t.opened_at) / 60.0 as response_minutes, extract(epoch from t.resolved_at - t.opened_at) / 3600.0 as resolution_hours, t.csat_score, pr.name as product,
    e.id as agent_id, e.name as agent, a.id as account_id, a.name as account, a.segment, a.region, a.country
from support.tickets t join acc a on a.id = t.account_id join crm.employees e on e.id = t.assignee_employee_id left join product.products pr on pr.id = t.product_id;
