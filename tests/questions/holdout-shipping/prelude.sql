-- Views that the gold SQL of this folder is written over, by hand. Left out are test bookings, those of companies of our own group, and charges
-- that are drafts or void. Days are days in Copenhagen; amounts are in EUR by the rate of the invoice day (`original` is in the charge's own currency).
-- A fiscal year goes from April to March and is named after the year in which it ends.
create temp view vy as
select v.id as voyage_id, v.number as voyage, v.status, v.starts_on, v.ends_on, v.loaded_teu, s.name as service, x.name as vessel, x.class, x.capacity_teu, x.is_chartered from fleet.voyages v join fleet.services s on s.id = v.service_id join fleet.vessels x on x.id = v.vessel_id;

create temp view bk as
select b.id as booking_id, b.number, b.status as booking_status, b.product, b.cargo, b.channel, b.containers, b.teu, b.voyage_id, (b.booked_at at time zone 'Europe/Copenhagen')::date as booked, (b.cancelled_at at time zone 'Europe/Copenhagen')::date as cancelled,
  b.booked_at, b.confirmed_at, extract(epoch from b.confirmed_at - b.booked_at) / 3600.0 as hours_to_confirm, s.name as service, c.id as customer_id, c.name as customer, c.kind as customer_kind, c.country as customer_country,
  l.name as load_port, l.country as load_country, l.region as load_region, d.name as discharge_port, d.country as discharge_country, d.region as discharge_region, y.vessel, y.starts_on as sails
from trade.bookings b join fleet.services s on s.id = b.service_id join fleet.ports l on l.id = b.load_port_id left join fleet.ports d on d.id = b.discharge_port_id left join trade.customers c on c.id = b.customer_id left join vy y on y.voyage_id = b.voyage_id
where not b.is_test and c.is_internal is not true;

create temp view cust as
select c.id as customer_id, c.name as customer, c.kind, c.country, c.currency, c.signed_on, c.closed_on from trade.customers c where not c.is_internal;

create temp view st as
select s.from_status, s.to_status, s.changed_by, s.changed_at, (s.changed_at at time zone 'Europe/Copenhagen')::date as changed, bk.* from trade.status_changes s join bk on bk.booking_id = s.booking_id;

create temp view bc as
select c.loaded_at, c.delivered_at, (c.loaded_at at time zone 'Europe/Copenhagen')::date as loaded, (c.delivered_at at time zone 'Europe/Copenhagen')::date as delivered, extract(epoch from c.delivered_at - c.loaded_at) / 86400.0 as transit_days, c.gross_kg,
  k.id as container_id, k.number as container, k.kind as container_kind, k.is_leased, k.teu as container_teu, bk.*
from trade.booking_containers c join fleet.containers k on k.id = c.container_id join bk on bk.booking_id = c.booking_id;

create temp view pc as
select p.id as call_id, p.call_no, p.moves, p.scheduled_arrival, p.arrived_at, p.berthed_at, p.departed_at, (p.arrived_at at time zone 'Europe/Copenhagen')::date as arrived, (p.scheduled_arrival at time zone 'Europe/Copenhagen')::date as scheduled,
  extract(epoch from p.arrived_at - p.scheduled_arrival) / 3600.0 as delay, extract(epoch from p.berthed_at - p.arrived_at) / 3600.0 as wait, extract(epoch from p.departed_at - p.berthed_at) / 3600.0 as berth_hours,
  t.name as port, t.country as port_country, t.region as port_region, vy.*
from fleet.port_calls p join fleet.ports t on t.id = p.port_id join vy on vy.voyage_id = p.voyage_id;

create temp view fuel as
select f.day, f.tonnes_on_board, f.tonnes_burnt, x.name as vessel, x.class, x.is_chartered from fleet.fuel_days f join fleet.vessels x on x.id = f.vessel_id;

create temp view dd as
select d.day, d.container_kind, d.empties, d.damaged, t.name as port, t.country as port_country, t.region as port_region from fleet.depot_days d join fleet.ports t on t.id = d.port_id;

create temp view ch as
select c.id as charge_id, c.invoice_no, c.kind, c.currency, c.status as charge_status, c.amount_cents / 100.0 as original, c.amount_cents / 100.0 * r.eur_per_unit as eur, c.invoiced_on as day, c.due_on as due, c.paid_on as paid, bk.*
from finance.charges c join finance.fx_rates r on r.currency = c.currency and r.rate_date = c.invoiced_on left join trade.bookings b on b.id = c.booking_id left join trade.customers o on o.id = b.customer_id left join bk on bk.booking_id = c.booking_id
where c.status not in ('void', 'draft') and b.is_test is not true and o.is_internal is not true;
