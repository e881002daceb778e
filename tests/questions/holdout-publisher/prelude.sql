-- Views that the gold SQL of this folder is written over, by hand. Test readers and house advertisers are left out, as are void subscriptions, cancelled issues,
-- void deliveries, draft ads, draft and void invoices and duplicates of complaints; complaints of nobody known are kept. Days are days in Dublin.
create temp view rd as select id as reader_id, reader_no, kind as reader_kind, county, joined_on as joined, email_consent as consent from pub.readers where not is_test;

create temp view su as
select s.id as subscription_id, s.subscription_no, s.status, s.format, s.term, s.channel, s.is_gift as gift, (s.ordered_at at time zone 'Europe/Dublin')::date as ordered, s.starts_on, s.cancelled_on as cancelled, s.cancel_reason as reason, s.monthly_price_eur as price,
  t.name as title, t.kind as title_kind, rd.*
from pub.subscriptions s join rd on rd.reader_id = s.reader_id join pub.titles t on t.id = s.title_id where s.status <> 'void';

create temp view sm as select m.month, m.format, m.active_count as active, m.paused_count as paused, t.name as title, t.kind as title_kind from fin.subscriber_months m join pub.titles t on t.id = m.title_id;

create temp view iss as
select x.id as issue_id, x.issue_no, x.on_sale_on as on_sale, x.status as issue_status, x.print_run, x.pages, x.printing_cost_eur as cost, t.name as title, t.kind as title_kind, t.frequency
from pub.issues x join pub.titles t on t.id = x.title_id where x.status <> 'cancelled';

create temp view pe as select id as person_id, name, role, base, started_on as started, left_on from pub.people;

create temp view sh as select id as shop_id, name as shop, kind as shop_kind, chain, town, county, supplied_since, closed_on from pub.shops;

create temp view dl as
select d.id as delivery_id, d.status as delivery_status, d.due_on as due, d.returns_counted_on as counted, d.minutes_late as late, d.copies_supplied as supplied, d.copies_returned as returned, d.copies_supplied - d.copies_returned as sold,
  (d.copies_supplied - d.copies_returned) * d.cover_price_cents / 100.0 as sales, d.cover_price_cents / 100.0 as cover_price, p.name as courier, p.id as courier_id, p.base as courier_base, sh.*, iss.issue_no, iss.on_sale, iss.title, iss.title_kind
from pub.deliveries d join sh on sh.shop_id = d.shop_id join iss on iss.issue_id = d.issue_id left join pub.people p on p.id = d.courier_id where d.status <> 'void';

create temp view av as select v.id as advertiser_id, v.name as advertiser, v.sector, v.county, v.client_since, m.name as manager from pub.advertisers v left join pub.people m on m.id = v.account_manager_id where not v.is_house;

create temp view ad as
select a.id as ad_id, a.ad_no, a.status, a.size, a.placement, a.currency, (a.booked_at at time zone 'Europe/Dublin')::date as booked, a.cancelled_on as cancelled, a.list_price_cents / 100.0 * a.eur_rate as list, a.net_price_cents / 100.0 * a.eur_rate as net,
  r.name as rep, r.base as rep_base, iss.issue_no, iss.on_sale, iss.title, iss.title_kind, iss.issue_status, av.*
from pub.ads a join av on av.advertiser_id = a.advertiser_id join iss on iss.issue_id = a.issue_id left join pub.people r on r.id = a.rep_id where a.status <> 'draft';

create temp view nv as select n.id as invoice_id, n.invoice_no, n.kind, n.status, n.issued_on as issued, n.due_on as due, n.paid_on as paid, n.amount_eur as eur, av.* from fin.invoices n join av on av.advertiser_id = n.advertiser_id where n.status not in ('draft', 'void');

create temp view co as
select c.id as complaint_id, c.complaint_no, c.topic, c.channel, (c.received_at at time zone 'Europe/Dublin')::date as received, c.resolved_on as resolved, c.refund_eur as refund, a.name as agent, k.name as courier, k.base as courier_base, t.name as title, t.kind as title_kind, rd.*
from pub.complaints c left join rd on rd.reader_id = c.reader_id left join pub.people a on a.id = c.agent_id left join pub.people k on k.id = c.courier_id left join pub.titles t on t.id = c.title_id
where not c.is_duplicate and (c.reader_id is null or rd.reader_id is not null);
