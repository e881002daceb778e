-- Views that the gold SQL of this folder is written over, by hand. Test customers are left out, as are drafts of contracts, void readings and invoices,
-- reversed payments, merged tickets and cancelled outages; rows that belong to no customer are kept. Days are days in Pacific/Auckland. Money is NZD without GST
-- for invoices and with it for payments.
create temp view cu as
select c.id as customer_id, c.customer_no, c.kind as customer_type, c.sector, c.joined_on as joined, c.left_on, c.is_medically_dependent as medical, c.is_paperless as paperless from core.customers c where not c.is_test;

create temp view sp as
select p.id as point_id, p.icp_no, p.fuel, p.meter_type, p.installed_on as installed, p.decommissioned_on as decommissioned, d.name as district, d.area from core.supply_points p join core.districts d on d.id = p.district_id;

create temp view ct as
select c.id as contract_id, c.contract_no, c.status, c.channel, (c.signed_at at time zone 'Pacific/Auckland')::date as signed, c.starts_on as starts, c.ended_on as ended, c.end_reason as reason, c.annual_kwh as kwh, t.name as tariff, t.kind as tariff_kind, e.name as manager, e.depot as manager_depot, cu.*, sp.*
from core.contracts c join cu on cu.customer_id = c.customer_id join sp on sp.point_id = c.supply_point_id join core.tariffs t on t.id = c.tariff_id left join core.employees e on e.id = c.account_manager_id where c.status <> 'draft';

create temp view rd as
select r.id as reading_id, r.read_on as read, r.source, r.usage_kwh as usage, e.name as reader, e.depot as reader_depot, sp.* from ops.readings r join sp on sp.point_id = r.supply_point_id left join core.employees e on e.id = r.reader_id where not r.is_void;

create temp view iv as
select i.id as invoice_id, i.invoice_no, i.kind as invoice_kind, i.status as invoice_status, i.issued_on as issued, i.due_on as due, i.paid_on as paid, i.net_cents / 100.0 as net, ct.* from billing.invoices i join ct on ct.contract_id = i.contract_id where i.status <> 'void';

create temp view py as
select p.id as payment_id, p.kind as payment_kind, p.method, p.amount_nzd as nzd, p.paid_on as paid, ct.* from billing.payments p left join ct on ct.contract_id = p.contract_id where not p.is_reversed and (p.contract_id is null or ct.contract_id is not null);

create temp view rc as select month, customer_kind as customer_type, fuel, age_band, balance_nzd as balance, disputed_nzd as disputed from billing.receivable_months;

create temp view tk as
select t.id as ticket_id, t.ticket_no, t.topic, t.channel, t.priority, t.status, (t.opened_at at time zone 'Pacific/Auckland')::date as opened, (t.resolved_at at time zone 'Pacific/Auckland')::date as resolved, extract(epoch from t.resolved_at - t.opened_at) / 3600 as hours, a.name as agent, a.depot as agent_depot, e.name as engineer, e.depot as engineer_depot, t.engineer_id, t.rating, cu.*
from ops.tickets t left join cu on cu.customer_id = t.customer_id left join core.employees a on a.id = t.agent_id left join core.employees e on e.id = t.engineer_id where t.status <> 'merged' and (t.customer_id is null or cu.customer_id is not null);

create temp view ou as
select o.id as outage_id, o.outage_no, o.fuel, o.kind, o.cause, o.status, (o.started_at at time zone 'Pacific/Auckland')::date as started, (o.restored_at at time zone 'Pacific/Auckland')::date as restored, extract(epoch from o.restored_at - o.started_at) / 3600 as hours, o.points_affected as points, d.name as district, d.area, e.name as engineer, e.depot as engineer_depot
from ops.outages o join core.districts d on d.id = o.district_id left join core.employees e on e.id = o.lead_engineer_id where o.status <> 'cancelled';

create temp view em as select id as employee_id, name, role, depot, hired_on as hired, left_on from core.employees;

create temp view tf as select id as tariff_id, name as tariff, fuel, kind as tariff_kind, launched_on as launched, withdrawn_on as withdrawn from core.tariffs;
