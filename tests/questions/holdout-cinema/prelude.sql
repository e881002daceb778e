-- Views that the gold SQL of this folder is written over, by hand. The training cinema is left out everywhere, as are test members, void receipts and vouchers, offers of
-- rentals and spam complaints; rows that belong to no site or member are kept. Days are days in Warsaw, weeks begin on Friday, amounts are in PLN at the month's rate.
create temp view si as select id as site_id, name as site, city, country, currency as site_currency, screens, opened_on as opened, closed_on as closed from cin.sites where not is_test;

create temp view fi as select id as film_id, title as film, distributor, genre, origin, age_rating, runtime_minutes as runtime, released_on as released from cin.films;

create temp view me as
select id as member_id, member_no, tier, country as member_country, gender, joined_on as joined, left_on, newsletter,
  case when born_on is null then null when extract(year from born_on) >= 2002 then 'under 25' when extract(year from born_on) >= 1987 then '25-39' when extract(year from born_on) >= 1967 then '40-59' else '60+' end as age_band
from cin.members where not is_test;

create temp view sc as
select s.id as screening_id, s.screen_no, s.screen_kind, s.seats, (s.starts_at at time zone 'Europe/Warsaw')::date as day, s.starts_at at time zone 'Europe/Warsaw' as starts, s.version, s.format, s.status as screening_status, s.cancel_reason as reason, si.*, fi.*
from cin.screenings s join si on si.site_id = s.site_id left join fi on fi.film_id = s.film_id;

create temp view ti as
select t.id as line_id, t.kind, t.channel, t.quantity as q, t.amount_local * r.pln as pln, t.currency, (t.sold_at at time zone 'Europe/Warsaw')::date as sold, t.status, t.refunded_on as refunded, sc.*, me.*
from cin.tickets t join sc on sc.screening_id = t.screening_id join fin.fx_rates r on r.currency = t.currency and r.month = t.rate_month left join me on me.member_id = t.member_id;

create temp view sn as
select x.id as sale_id, x.receipt_no, x.item_group as item, x.quantity as q, x.amount_local * r.pln as pln, x.currency, (x.sold_at at time zone 'Europe/Warsaw')::date as sold, si.*, me.*
from cin.snack_sales x join si on si.site_id = x.site_id join fin.fx_rates r on r.currency = x.currency and r.month = x.rate_month left join me on me.member_id = x.member_id where not x.is_void;

create temp view vo as
select v.id as voucher_id, v.voucher_no, v.kind, v.status, (v.sold_at at time zone 'Europe/Warsaw')::date as sold, v.redeemed_on as redeemed, v.expires_on as expires, v.value_local * r.pln as pln, v.value_local, v.currency, a.name as sold_site, a.country as sold_country, b.name as redeemed_site, b.country as redeemed_country, a.city as sold_city, b.city as redeemed_city
from cin.vouchers v join fin.fx_rates r on r.currency = v.currency and r.month = v.rate_month left join cin.sites a on a.id = v.sold_site_id left join cin.sites b on b.id = v.redeemed_site_id where v.status <> 'void';

create temp view sm as select m.month, m.open_vouchers_local * r.pln as vouchers_pln, m.loyalty_points as points, si.* from fin.site_months m join si on si.site_id = m.site_id join fin.fx_rates r on r.currency = m.currency and r.month = m.month;

create temp view sh as select x.id as shift_id, x.employee_no, x.role, x.worked_on as day, x.planned_hours as planned, x.worked_hours as hours, x.status, si.* from cin.shifts x join si on si.site_id = x.site_id;

create temp view re as
select x.id as rental_id, x.rental_no, x.company, x.purpose, x.booked_on as booked, x.event_on as event, x.guests, x.fee_local * r.pln as pln, x.currency, x.status, si.*
from cin.rentals x join si on si.site_id = x.site_id join fin.fx_rates r on r.currency = x.currency and r.month = x.rate_month where x.status <> 'offer';

create temp view co as
select c.id as complaint_id, c.topic, c.channel, c.received_on as received, c.resolved_on as resolved, c.compensated, si.*, me.*
from cin.complaints c left join si on si.site_id = c.site_id left join me on me.member_id = c.member_id where not c.is_spam;
