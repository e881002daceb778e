-- Views that the gold SQL of this folder is written over, by hand. Owners that were made up are left out with all that is theirs, as are merged owners, animals entered
-- twice, deleted appointments with their treatments, baskets and deleted orders, draft and void invoices and spam; cancelled and coming appointments, cancelled
-- prescriptions and orders, written-off invoices and reviews of nobody knows whom are kept. Days are days in Copenhagen; fee, sales, cost are DKK, money of invoices is in their currency.
create temp view em as
select e.id as employee_id, e.name as employee, e.job, e.specialty, p.name as work_practice, p.kind as work_kind, m.name as manager, e.hired_on as hired, e.left_on, e.hours_per_week as hours
from org.employees e left join org.practices p on p.id = e.practice_id left join org.employees m on m.id = e.manager_id;

create temp view ow as
select o.id as owner_id, o.owner_no, o.name as owner, o.country as owner_country, o.city as owner_city, o.source, o.registered_on as joined, o.left_on as gone, o.newsletter, p.name as home, p.kind as home_kind, p.country as home_country
from clinic.owners o left join org.practices p on p.id = o.home_practice_id where not o.is_test and o.deleted_at is null;

create temp view an as
select a.id as animal_id, a.animal_no, a.name as animal, a.species, a.breed, a.sex, a.is_neutered as neutered, a.has_chip as chipped, a.insurer as animal_insurer, a.born_on as born, a.registered_on as animal_since, a.died_on as died, ow.*
from clinic.animals a join ow on ow.owner_id = a.owner_id where not a.is_mistake;

create temp view ap as
select a.id as appointment_id, a.appointment_no, a.kind, a.booked_via as via, a.status, (a.booked_at at time zone 'Europe/Copenhagen')::date as booked, (a.starts_at at time zone 'Europe/Copenhagen')::date as day, a.starts_at at time zone 'Europe/Copenhagen' as at, a.waiting_minutes as wait, a.cancel_reason, a.is_urgent as urgent,
  a.vet_id, v.name as vet, s.name as seen_by, a.seen_by_id, p.name as practice, p.city as practice_city, p.country as practice_country, p.kind as practice_kind, p.has_night_service as night, an.*
from clinic.appointments a join an on an.animal_id = a.animal_id join org.practices p on p.id = a.practice_id join org.employees v on v.id = a.vet_id left join org.employees s on s.id = a.seen_by_id where a.deleted_at is null;

create temp view tr as
select t.id as treatment_id, t.name as treatment, t.category, t.done_on as done, t.minutes, t.discount_percent as discount, t.fee_ore * (100 - t.discount_percent) / 10000.0 as income, t.fee_ore * t.discount_percent / 10000.0 as taken_off, e.name as performer, e.specialty as performer_specialty, n.name as nurse, ap.*
from clinic.treatments t join ap on ap.appointment_id = t.appointment_id join org.employees e on e.id = t.performed_by_id left join org.employees n on n.id = t.nurse_id where not t.is_void;

create temp view va as
select x.id as vaccination_id, x.vaccine, x.batch, x.given_on as given, x.due_on as due, x.renewed_on as renewed, p.name as practice, p.country as practice_country, p.kind as practice_kind, e.name as vet, an.*
from clinic.vaccinations x join an on an.animal_id = x.animal_id join org.practices p on p.id = x.practice_id join org.employees e on e.id = x.vet_id;

create temp view rx as
select r.id as prescription_id, r.prescription_no, r.status, (r.prescribed_at at time zone 'Europe/Copenhagen')::date as day, r.dispensed_on as dispensed, r.days, r.packs, r.is_repeat as repeat, m.name as medicine, m.kind as medicine_kind, m.is_controlled as controlled, m.supplier, p.name as practice, p.country as practice_country, p.kind as practice_kind, e.name as vet, an.*
from pharmacy.prescriptions r join an on an.animal_id = r.animal_id join pharmacy.medicines m on m.id = r.medicine_id join org.practices p on p.id = r.practice_id join org.employees e on e.id = r.vet_id;

create temp view sk as
select s.counted_on as day, s.packs, s.minimum, s.expired, s.packs * m.cost_ore / 100.0 as value, m.name as medicine, m.kind as medicine_kind, m.is_controlled as controlled, m.supplier, p.name as practice, p.country as practice_country, p.kind as practice_kind
from pharmacy.stock_counts s join pharmacy.medicines m on m.id = s.medicine_id join org.practices p on p.id = s.practice_id;

create temp view lt as
select l.id as test_id, l.test_no, l.panel, l.lab, l.status, (l.sampled_at at time zone 'Europe/Copenhagen')::date as day, (l.reported_at at time zone 'Europe/Copenhagen')::date as reported, extract(epoch from l.reported_at - l.sampled_at) / 3600.0 as hours, l.result, l.cost_ore / 100.0 as cost, p.name as practice, p.country as practice_country, p.kind as practice_kind, e.name as vet, an.*
from clinic.lab_tests l join an on an.animal_id = l.animal_id join org.practices p on p.id = l.practice_id join org.employees e on e.id = l.ordered_by_id;

create temp view iv as
select i.id as invoice_id, i.invoice_no, i.status, i.currency, i.issued_on as issued, i.due_on as due, i.paid_on as paid, i.payment_method as method, i.insurer, (i.net_ore + i.vat_ore) / 100.0 as amount, i.net_ore / 100.0 as net, i.insured_ore / 100.0 as insured, i.reminders, p.name as practice, p.country as practice_country, p.kind as practice_kind, ow.*
from fin.invoices i join ow on ow.owner_id = i.owner_id join org.practices p on p.id = i.practice_id where i.status in ('sent', 'paid', 'written_off');

create temp view mb as
select m.id as membership_id, m.membership_no, m.tier, m.monthly_fee_ore / 100.0 as monthly_fee, m.is_yearly as yearly, m.started_on as started, m.ended_on as ended, m.end_reason, p.name as sold_at, p.country as sold_country, e.name as sold_by, e.job as seller_job, an.*
from care_plan.memberships m join an on an.animal_id = m.animal_id left join org.practices p on p.id = m.sold_at_id left join org.employees e on e.id = m.sold_by_id;

create temp view mm as select x.month_end as day, x.fee_ore / 100.0 as fee, x.is_overdue as overdue, mb.* from care_plan.membership_months x join mb on mb.membership_id = x.membership_id;

create temp view pr as
select id as product_id, sku, name as product, brand, category, species as for_species, pack_kg, price_ore / 100.0 as list_price, is_diet as diet, is_grain_free as grain_free, launched_on as launched, discontinued_on as discontinued from shop.products;

create temp view od as
select o.id as order_id, o.order_no, o.channel, o.status, (o.placed_at at time zone 'Europe/Copenhagen')::date as day, o.placed_at at time zone 'Europe/Copenhagen' as placed, o.shipped_on as shipped, o.delivered_on as delivered, o.carrier, o.is_subscription as subscription, p.name as pickup, e.name as recommended_by, o.recommended_by_id, ow.*
from shop.orders o join ow on ow.owner_id = o.owner_id left join org.practices p on p.id = o.pickup_practice_id left join org.employees e on e.id = o.recommended_by_id where o.status <> 'basket' and o.deleted_at is null;

-- gross is 0 for cancelled orders, so that sums over all orders are sums over those that were kept
create temp view ol as
select l.id as line_id, case when od.status <> 'cancelled' then l.quantity else 0 end as packs, l.returned_qty, l.discount_percent as discount, case when od.status <> 'cancelled' then l.quantity * l.price_ore * (100 - l.discount_percent) / 10000.0 else 0 end as gross, l.returned_qty * l.price_ore * (100 - l.discount_percent) / 10000.0 as back,
  case when od.status <> 'cancelled' then l.quantity * l.price_ore * (100 - l.discount_percent) / 10000.0 else 0 end - l.returned_qty * l.price_ore * (100 - l.discount_percent) / 10000.0 as net, case when od.status <> 'cancelled' then (l.quantity - l.returned_qty) * l.cost_ore / 100.0 else 0 end as cost, od.*, pr.*
from shop.order_lines l join od on od.order_id = l.order_id join pr on pr.product_id = l.product_id where not l.is_void;

create temp view rv as
select r.id as review_id, r.review_no, r.site, r.stars, r.topic, (r.written_at at time zone 'Europe/Copenhagen')::date as day, r.answered_on as answered, p.name as practice, p.country as practice_country, p.kind as practice_kind, e.name as vet, s.name as product, s.category as product_category, o.name as owner
from clinic.reviews r left join clinic.owners o on o.id = r.owner_id left join org.practices p on p.id = r.practice_id left join org.employees e on e.id = r.vet_id left join shop.products s on s.id = r.product_id where not r.is_spam and coalesce(not o.is_test, true);
