-- Views that the gold SQL of this folder is written over, by hand. Test guests are left out, as are void bookings, extras and jobs, house use nights and fake reviews; rows
-- that belong to no guest or booking are kept. Days are days in Zurich; eur columns are converted by the rate of the month in which it was booked, slept, charged or done.
create temp view gu as
select g.id as guest_id, g.guest_no, g.country as guest_country, g.gender, g.born_on, g.loyalty_tier as tier, g.newsletter, (g.registered_at at time zone 'Europe/Zurich')::date as registered,
  case when g.born_on is null then null when g.born_on >= '1996-01-01' then 'under 30' when g.born_on >= '1976-01-01' then '30-49' when g.born_on >= '1961-01-01' then '50-64' else '65+' end as age
from inn.guests g where not g.is_test;

create temp view bo as
select b.id as booking_id, b.booking_no, b.channel, b.rate_plan as plan, b.purpose, b.status, (b.booked_at at time zone 'Europe/Zurich')::date as booked, b.arrives_on as arrives, b.departs_on as departs, b.cancelled_on as cancelled, b.cancel_reason as reason, b.adults, b.children, b.departs_on - b.arrives_on as len,
  b.total_local as local, b.total_local * x.eur_per_unit as eur, b.currency, o.id as hotel_id, o.name as hotel, o.city, o.country, o.setting, o.stars, a.id as agency_id, a.name as agency, a.kind as agency_kind, gu.*
from inn.bookings b join inn.hotels o on o.id = b.hotel_id left join inn.agencies a on a.id = b.agency_id left join gu on gu.guest_id = b.guest_id join acc.fx_months x on x.currency = b.currency and x.month = b.booked_month
where b.status <> 'void' and (b.guest_id is null or gu.guest_id is not null);

create temp view ni as
select n.night, n.month, n.price_local as price, n.price_local * x.eur_per_unit as night_eur, r.room_no, r.room_type, r.floor, r.is_accessible as accessible, bo.*
from acc.nights n join bo on bo.booking_id = n.booking_id join inn.rooms r on r.id = n.room_id join acc.fx_months x on x.currency = n.currency and x.month = n.month where not n.is_house_use;

create temp view ex as
select e.id as extra_id, e.category, e.amount_local as amount, e.amount_local * x.eur_per_unit as extra_eur, (e.charged_at at time zone 'Europe/Zurich')::date as charged, o.name as hotel, o.city, o.country, o.setting, e.currency, bo.booking_id, bo.channel, bo.plan, bo.purpose, bo.guest_id, bo.guest_country, bo.tier
from acc.extras e join inn.hotels o on o.id = e.hotel_id join acc.fx_months x on x.currency = e.currency and x.month = e.month left join bo on bo.booking_id = e.booking_id
where not e.is_void and (e.booking_id is null or bo.booking_id is not null);

create temp view hm as select m.month, m.room_nights, m.budget_eur as budget, m.deposits_eur as deposits, o.name as hotel, o.city, o.country, o.setting, o.stars, o.currency from acc.hotel_months m join inn.hotels o on o.id = m.hotel_id;

create temp view re as
select r.id as review_id, r.source, r.score, r.posted_on as posted, r.answered_on as answered, s.name as answerer, s.role as answerer_role, o.name as hotel, o.city, o.country, o.setting, o.stars, bo.booking_id, bo.channel, bo.plan, bo.purpose, bo.guest_country, bo.tier, bo.gender, bo.agency
from inn.reviews r join inn.hotels o on o.id = r.hotel_id left join inn.staff s on s.id = r.answered_by left join bo on bo.booking_id = r.booking_id
where not r.is_fake and (r.booking_id is null or bo.booking_id is not null);

create temp view jo as
select j.id as job_id, j.job_no, j.category, j.priority, j.status, (j.reported_at at time zone 'Europe/Zurich')::date as reported, j.done_on as done, j.cost_local * x.eur_per_unit as cost, j.currency, o.name as hotel, o.city, o.country, o.setting, j.room_id, r.room_no, r.room_type, p.name as reporter, t.name as technician
from inn.jobs j join inn.hotels o on o.id = j.hotel_id left join inn.rooms r on r.id = j.room_id left join inn.staff p on p.id = j.reporter_id left join inn.staff t on t.id = j.technician_id left join acc.fx_months x on x.currency = j.currency and x.month = j.done_month
where j.status <> 'void';

create temp view em as select s.id as staff_id, s.name, s.role, s.hired_on as hired, s.left_on, o.name as hotel, o.city, o.country from inn.staff s left join inn.hotels o on o.id = s.hotel_id;

create temp view ro as select r.id as room_id, r.room_no, r.room_type, r.floor, r.is_accessible as accessible, r.removed_on as removed, o.name as hotel, o.city, o.country, o.setting, o.stars from inn.rooms r join inn.hotels o on o.id = r.hotel_id;

create temp view ho as select id as hotel_id, name as hotel, city, country, setting, stars, currency, status, opened_on as opened, closed_on as closed from inn.hotels;

create temp view ag as select id as agency_id, name as agency, kind as agency_kind, country as agency_country, commission_rate, signed_on as signed, ended_on as ended from inn.agencies;
