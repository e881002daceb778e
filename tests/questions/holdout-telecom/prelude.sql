-- Views that the gold SQL of this folder is written over, by hand. Test customers are left out, as are void lines and invoices, reversed payments, top-ups that
-- did not go through and drills of the network team; rows that belong to no customer or line are kept. Days are days in Toronto, money is CAD, data is GB.
create temp view cu as
select id as customer_id, account_no, kind as customer_type, language, province, joined_on as joined, left_on, paperless from crm.customers where not is_test;

create temp view ln as
select l.id as line_id, l.line_no, l.status, l.channel, l.is_esim as esim, (l.activated_at at time zone 'America/Toronto')::date as activated, l.ended_on as ended, l.end_reason as reason, t.id as tariff_id, t.name as tariff, t.family, t.monthly_fee_cents / 100.0 as fee,
  s.id as shop_id, s.name as shop, s.city, s.format, e.id as seller_id, e.name as seller, e.shop_id as seller_shop_id, cu.*
from crm.lines l join cu on cu.customer_id = l.customer_id join crm.tariffs t on t.id = l.tariff_id left join crm.shops s on s.id = l.shop_id left join crm.staff e on e.id = l.seller_id where l.status <> 'void';

create temp view lm as select m.month, m.status_at_end, m.data_mb / 1024.0 as gb, m.roaming_mb / 1024.0 as roaming, m.voice_minutes as minutes, m.prepaid_balance_cents / 100.0 as balance, ln.* from net.line_months m join ln on ln.line_id = m.line_id;

create temp view po as
select p.id as porting_id, p.direction, p.other_operator as operator, p.requested_on as requested, p.completed_on as completed, p.status as porting_status, ln.*
from crm.portings p left join ln on ln.line_id = p.line_id where p.line_id is null or ln.line_id is not null;

create temp view iv as
select i.id as invoice_id, i.invoice_no, i.kind as invoice_kind, i.issued_on as issued, i.due_on as due, i.settled_on as settled, i.net_cents / 100.0 as net, i.tax_cents / 100.0 as tax, cu.*
from bill.invoices i join cu on cu.customer_id = i.customer_id where i.status <> 'void';

create temp view pa as select p.id as payment_id, p.method, p.amount_cents / 100.0 as cad, p.received_on as received, iv.* from bill.payments p join iv on iv.invoice_id = p.invoice_id where not p.is_reversed;

create temp view tu as
select t.id as top_up_id, (t.topped_at at time zone 'America/Toronto')::date as topped, t.amount_cents / 100.0 as cad, t.channel as top_up_channel, t.promo_code as promo, ln.* from bill.top_ups t join ln on ln.line_id = t.line_id where t.status = 'ok';

create temp view nc as
select i.id as incident_id, i.incident_no, i.province, i.technology, i.severity, i.cause, (i.started_at at time zone 'America/Toronto')::date as started, (i.resolved_at at time zone 'America/Toronto')::date as resolved, i.duration_minutes / 60.0 as hours, i.customers_affected as affected,
  e.name as engineer, e.id as engineer_id from net.incidents i left join crm.staff e on e.id = i.engineer_id where not i.is_drill;

create temp view ca as
select c.id as call_id, c.topic, (c.started_at at time zone 'America/Toronto')::date as day, c.started_at at time zone 'America/Toronto' as at, c.wait_seconds as wait, c.talk_seconds / 60.0 as talk, c.is_abandoned as abandoned, c.rating, a.name as agent, a.id as agent_id, x.name as escalated_to, x.id as escalated_to_id, x.role as escalated_role, cu.*
from crm.support_calls c left join cu on cu.customer_id = c.customer_id left join crm.staff a on a.id = c.agent_id left join crm.staff x on x.id = c.escalated_to_id
where c.customer_id is null or cu.customer_id is not null;

create temp view st as select e.id as staff_id, e.name, e.role, e.hired_on as hired, e.left_on, s.name as shop, s.city, s.format from crm.staff e left join crm.shops s on s.id = e.shop_id;

create temp view sh as select id as shop_id, name as shop, city, format, opened_on as opened, closed_on as closed from crm.shops;
