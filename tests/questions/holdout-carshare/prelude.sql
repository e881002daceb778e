-- Views that the gold SQL of this folder is written over, by hand. Test members are left out, as are void reservations and charges, relocations, duplicates of
-- incidents, void refills and robocalls; rows that belong to no member are kept. Days are days in Toronto; amounts in CAD at the rate of the charge.
create temp view me as
select id as member_id, member_no, plan, city as home_city, born_on, referral, joined_on as joined, left_on, newsletter from club.members where not is_test;

create temp view st as select id as station_id, name as station, city, kind as station_kind, bays, opened_on as opened, closed_on as closed from drive.stations;

create temp view ve as
select v.id as vehicle_id, v.plate, v.model, v.maker, v.class, v.powertrain, v.colour, v.acquired_on as acquired, v.retired_on as retired, v.purchase_price_cad as price, s.name as base, s.city as base_city
from drive.vehicles v left join drive.stations s on s.id = v.station_id;

create temp view re as
select r.id as reservation_id, r.reservation_no, r.status, r.channel, r.purpose, (r.booked_at at time zone 'America/Toronto')::date as booked, (r.starts_at at time zone 'America/Toronto')::date as starts, (r.cancelled_at at time zone 'America/Toronto')::date as cancelled,
  r.cancel_reason as reason, extract(epoch from r.starts_at - r.booked_at) / 3600 as lead_hours, s.name as station, s.city, s.kind as station_kind, me.*
from club.reservations r join me on me.member_id = r.member_id join drive.stations s on s.id = r.station_id where r.status <> 'void';

create temp view tr as
select t.id as trip_id, t.trip_no, (t.started_at at time zone 'America/Toronto')::date as started, (t.ended_at at time zone 'America/Toronto')::date as ended, extract(epoch from t.ended_at - t.started_at) / 3600 as hours, t.distance_km as km, t.rating, t.is_one_way as one_way,
  b.name as return_station, b.city as return_city, ve.vehicle_id, ve.plate, ve.model, ve.maker, ve.class, ve.powertrain, ve.colour, ve.base, ve.base_city, re.*
from drive.trips t join ve on ve.vehicle_id = t.vehicle_id left join re on re.reservation_id = t.reservation_id left join drive.stations b on b.id = t.return_station_id
where not t.is_relocation and (t.reservation_id is null or re.reservation_id is not null);

create temp view ch as
select c.id as charge_id, c.kind as charge_kind, c.amount, c.currency, c.amount * c.cad_rate as cad, c.status as charge_status, c.charged_on as charged, tr.* from books.trip_charges c join tr on tr.trip_id = c.trip_id where c.status <> 'void';

-- Not over tr: an incident of a relocation is kept, its trip is only not known.
create temp view inc as
select i.id as incident_id, i.incident_no, i.kind, i.type, i.status, i.occurred_on as occurred, i.reported_on as reported, i.closed_on as closed, i.amount_cad as cad, i.member_at_fault as at_fault, i.trip_id as any_trip, tr.trip_id, tr.plan, tr.home_city, tr.station, tr.city,
  ve.plate, ve.model, ve.maker, ve.class, ve.powertrain, ve.base, ve.base_city
from drive.incidents i join ve on ve.vehicle_id = i.vehicle_id left join tr on tr.trip_id = i.trip_id
where i.status <> 'duplicate' and not exists (select from drive.trips t join club.reservations r on r.id = t.reservation_id join club.members m on m.id = r.member_id where t.id = i.trip_id and m.is_test);

create temp view rf as
select f.id as refill_id, f.kind, f.quantity, f.unit, f.cost_cad as cad, f.supplier, (f.filled_at at time zone 'America/Toronto')::date as filled, f.paid_by, ve.* from drive.refills f join ve on ve.vehicle_id = f.vehicle_id where not f.is_void;

create temp view mj as
select j.id as job_id, j.job_no, j.workshop, j.kind, j.status, j.opened_on as opened, j.completed_on as completed, j.cost_cad as cad, ve.* from drive.maintenance_jobs j join ve on ve.vehicle_id = j.vehicle_id where j.status <> 'cancelled';

create temp view vm as select m.month, m.book_value_cad as book_value, m.odometer_km as odometer, ve.* from books.vehicle_months m join ve on ve.vehicle_id = m.vehicle_id;

create temp view cm as select c.month, c.credit_cad as credit, me.* from books.credit_months c join me on me.member_id = c.member_id;

create temp view sc as
select c.id as call_id, (c.started_at at time zone 'America/Toronto')::date as called, c.topic, c.language, c.agent, c.is_answered as answered, c.wait_seconds as wait, c.talk_seconds as talk, me.*
from club.support_calls c left join me on me.member_id = c.member_id where not c.is_robocall and (c.member_id is null or me.member_id is not null);
