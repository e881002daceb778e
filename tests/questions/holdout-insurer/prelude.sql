-- Views that the gold SQL of this folder is written over, by hand. Test customers are left out, as are quotes, duplicates of claims, failed payments and
-- spam complaints; rows that belong to no customer are kept. Days are days in London.
create temp view ph as
select p.id as holder_id, p.customer_no, p.kind as customer_type, p.gender, p.born_on, p.joined_on as joined, p.left_on, p.marketing_consent as consent, r.name as region, r.nation
from ins.policyholders p left join ins.regions r on r.id = p.region_id where not p.is_test;

create temp view po as
select p.id as policy_id, p.policy_no, p.status, p.is_renewal as renewal, (p.sold_at at time zone 'Europe/London')::date as sold, p.starts_on, p.ends_on, p.cancelled_on as cancelled, p.cancel_reason as reason, p.annual_premium_gbp as premium, p.sum_insured_gbp as insured,
  p.payment_plan as plan, d.name as product, d.line, d.id as product_id, b.name as broker, b.id as broker_id, b.kind as broker_kind, b.town as broker_town, b.commission_rate, ph.*
from ins.policies p join ph on ph.holder_id = p.policyholder_id join ins.products d on d.id = p.product_id left join ins.brokers b on b.id = p.broker_id where p.status <> 'quote';

create temp view pm as select m.month, m.earned_gbp as earned, po.* from fin.policy_months m join po on po.policy_id = m.policy_id;

create temp view pp as select y.id as payment_id, y.kind as payment_kind, y.method, y.amount_gbp as gbp, y.paid_on as paid, po.* from fin.premium_payments y join po on po.policy_id = y.policy_id where not y.is_failed;

create temp view cl as
select c.id as claim_id, c.claim_no, c.cause, c.status as claim_status, c.occurred_on as occurred, (c.reported_at at time zone 'Europe/London')::date as reported, c.closed_on as closed, c.claimed_gbp as claimed, c.fraud_suspected as fraud, c.channel, e.name as adjuster, e.id as adjuster_id, e.office, po.*
from ins.claims c left join po on po.policy_id = c.policy_id left join ins.employees e on e.id = c.adjuster_id
where c.status <> 'duplicate' and (c.policy_id is null or po.policy_id is not null);

create temp view cp as select y.kind as payout_kind, y.amount_gbp as gbp, y.paid_on as paid, cl.* from fin.claim_payments y join cl on cl.claim_id = y.claim_id;

create temp view rs as select s.month, s.reserve_gbp as reserve, d.name as product, d.line, r.name as region, r.nation from fin.reserve_months s join ins.products d on d.id = s.product_id join ins.regions r on r.id = s.region_id;

create temp view co as
select c.id as complaint_id, c.topic, c.channel, c.received_on as received, c.resolved_on as resolved, c.is_upheld as upheld, c.compensation_gbp as compensation, e.name as handler, e.id as handler_id, e.office, d.name as product, d.line, ph.*
from ins.complaints c left join ph on ph.holder_id = c.policyholder_id left join ins.products d on d.id = c.product_id left join ins.employees e on e.id = c.handler_id
where not c.is_spam and (c.policyholder_id is null or ph.holder_id is not null);

create temp view em as select id as employee_id, name, role, office, hired_on as hired, left_on from ins.employees;

create temp view br as select id as broker_id, name as broker, kind as broker_kind, town, commission_rate, joined_on as joined, ended_on as ended from ins.brokers;
