-- Views that the gold SQL of this folder is written over, by hand. Demo companies and test candidates are left out, as are orders entered by mistake, cancelled
-- assignments and interviews, rejected timesheets, draft and void invoices and withdrawn complaints. Rows whose order, candidate or assignment is such a one are
-- kept with NULL in its place. Days are days in Amsterdam, money is EUR.
create temp view cs as select e.id as consultant_id, e.name as consultant, e.role, e.branch, m.name as manager, e.manager_id, e.hired_on as hired, e.left_on from crm.consultants e left join crm.consultants m on m.id = e.manager_id;

create temp view cl as
select c.id as client_id, c.client_no, c.name as client, c.industry, c.size_class, c.payment_terms_days as terms, w.consultant_id as client_winner_id, w.consultant as client_winner, w.branch as client_winner_branch, a.consultant_id as account_manager_id, a.consultant as account_manager,
  a.branch as account_branch, a.manager as account_boss, c.client_since as since, c.lost_on as lost, c.is_test as client_test
from crm.clients c left join cs w on w.consultant_id = c.won_by_id left join cs a on a.consultant_id = c.account_manager_id where not c.is_test;

create temp view ca as
select c.id as candidate_id, c.candidate_no, case when c.birth_year > 2001 then 'under 25' when c.birth_year > 1991 then '25-34' when c.birth_year > 1976 then '35-49' when c.birth_year is not null then '50+' end as age_group, c.province as home_province, c.city as home_city, c.source,
  s.name as main_skill, s.field as main_field, r.consultant_id as recruiter_id, r.consultant as recruiter, r.branch as recruiter_branch, r.manager as recruiter_boss, c.status as candidate_status, c.has_driving_licence as licence, c.expected_pay_cents / 100.0 as expected, (c.registered_at at time zone 'Europe/Amsterdam')::date as registered
from ats.candidates c left join ats.skills s on s.id = c.main_skill_id left join cs r on r.consultant_id = c.recruiter_id where c.deleted_at is null and not c.is_test;

-- orders, those of demo companies too: for joins only
create temp view o_ as
select o.id as order_id, o.order_no, o.kind as order_kind, o.status as order_status, o.channel, o.is_urgent as urgent, o.positions, o.lost_reason, (o.opened_at at time zone 'Europe/Amsterdam')::date as opened, o.filled_on as filled, o.closed_on as closed, o.skill_id, k.name as skill, k.field, k.is_regulated as regulated,
  w.consultant_id as order_winner_id, w.consultant as order_winner, w.branch as order_winner_branch, v.consultant_id as order_servicer_id, v.consultant as order_servicer, v.branch as order_servicer_branch, v.manager as order_servicer_boss, s.name as work_site, s.city as work_city, s.province as work_province, s.has_canteen as canteen,
  c.id as order_client_id, c.is_test as order_test
from ats.job_orders o join ats.skills k on k.id = o.skill_id join crm.clients c on c.id = o.client_id left join cs w on w.consultant_id = o.won_by_id left join cs v on v.consultant_id = o.serviced_by_id left join crm.sites s on s.id = o.work_site_id where o.deleted_at is null;

create temp view od as select o_.*, cl.* from o_ join cl on cl.client_id = o_.order_client_id;

-- candidates who are tests and not erased
create temp view test_ca as select id from ats.candidates where is_test and deleted_at is null;

create temp view su as
select s.id as submission_id, s.status as submission_status, (s.submitted_at at time zone 'Europe/Amsterdam')::date as submitted, s.decided_on as decided, s.rejection_reason, b.consultant_id as submitter_id, b.consultant as submitter, b.branch as submitter_branch, b.manager as submitter_boss, o_.*, cl.*, ca.*
from ats.submissions s left join o_ on o_.order_id = s.order_id left join cl on cl.client_id = o_.order_client_id left join ca on ca.candidate_id = s.candidate_id left join cs b on b.consultant_id = s.consultant_id
where o_.order_test is distinct from true and s.candidate_id not in (select id from test_ca);

create temp view iw as
select i.id as interview_id, i.mode, i.status as interview_status, i.score, (i.scheduled_at at time zone 'Europe/Amsterdam')::date as scheduled, extract(isodow from i.scheduled_at at time zone 'Europe/Amsterdam') as dow, su.*
from ats.interviews i join su on su.submission_id = i.submission_id where i.status <> 'cancelled';

-- assignments, for joins
create temp view a_ as
select a.id as assignment_id, a.assignment_no, a.candidate_id as worker_id, a.kind, a.status, a.starts_on as started, a.planned_end_on as planned_end, a.ended_on as ended, a.end_reason, a.pay_rate_cents / 100.0 as pay_rate, a.bill_rate_cents / 100.0 as bill_rate, a.fee_cents / 100.0 as fee,
  w.consultant_id as winner_id, w.consultant as winner, w.branch as winner_branch, w.manager as winner_boss, v.consultant_id as servicer_id, v.consultant as servicer, v.branch as servicer_branch, v.manager as servicer_boss, o_.*, cl.*, ca.*,
  o_.order_test is true or a.candidate_id in (select id from test_ca) as is_test
from ats.assignments a left join o_ on o_.order_id = a.order_id left join cl on cl.client_id = o_.order_client_id left join ca on ca.candidate_id = a.candidate_id left join cs w on w.consultant_id = a.won_by_id left join cs v on v.consultant_id = a.serviced_by_id
where a.status <> 'cancelled';

create temp view an as select * from a_ where not is_test;
create temp view tm as select * from an where kind = 'temporary' and status in ('active', 'ended');
create temp view pm as select * from an where kind = 'permanent' and status in ('active', 'ended');

create temp view ts as
select t.id as timesheet_id, t.week_start as week, date_trunc('month', t.week_start)::date as month, t.hours + t.overtime_hours as hours, t.overtime_hours as overtime, t.bill_rate_cents * (t.hours + 1.25 * t.overtime_hours) / 100.0 as turnover, t.pay_rate_cents * (t.hours + 1.25 * t.overtime_hours) / 100.0 as wages,
  (t.bill_rate_cents - t.pay_rate_cents) * (t.hours + 1.25 * t.overtime_hours) / 100.0 as margin, t.status as timesheet_status, a_.*
from fin.timesheets t left join a_ on a_.assignment_id = t.assignment_id where t.status <> 'rejected' and a_.is_test is distinct from true;

create temp view iv as
select i.id as invoice_id, i.invoice_no, i.kind as invoice_kind, i.service, i.issued_on as issued, i.due_on as due, i.paid_on as paid, i.net_cents / 100.0 as net, i.vat_cents / 100.0 as vat, s.city as billing_city, s.province as billing_province, cl.*
from fin.invoices i join cl on cl.client_id = i.client_id left join crm.sites s on s.id = i.billing_site_id where i.status not in ('draft', 'void');

create temp view co as
select q.id as complaint_id, q.complaint_no, q.raised_by, q.topic, q.severity, q.status as complaint_status, (q.raised_at at time zone 'Europe/Amsterdam')::date as raised, (q.resolved_at at time zone 'Europe/Amsterdam')::date as resolved, q.days_to_resolve as days, h.consultant_id as handler_id, h.consultant as handler, h.branch as handler_branch,
  h.manager as handler_boss, a_.*
from crm.complaints q left join a_ on a_.assignment_id = q.assignment_id left join cs h on h.consultant_id = q.handler_id where q.status <> 'withdrawn' and a_.is_test is distinct from true;

create temp view cm as
select m.month, m.state, m.days_idle as idle, m.candidate_id as person_id, ca.* from ats.candidate_months m left join ca on ca.candidate_id = m.candidate_id where m.candidate_id not in (select id from test_ca);

create temp view sk as
select x.candidate_id as person_id, x.level, x.certified_until, s.name as skill, s.field, s.is_regulated as regulated, ca.* from ats.candidate_skills x join ats.skills s on s.id = x.skill_id left join ca on ca.candidate_id = x.candidate_id where x.candidate_id not in (select id from test_ca);
