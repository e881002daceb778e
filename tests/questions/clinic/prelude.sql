-- Views that the gold SQL of this folder is written over, by hand. Test records and merged records of patients are left out, as are rows that never
-- became what they are called (moved appointments, called-off stays, drafts, reversed payments); days are days in Zurich.
create temp view pat as
select p.id as patient_id, p.record_no, p.sex, p.born_on, p.country as patient_country, p.city as patient_city, p.referral_source, p.insurer_id, i.name as insurer, i.kind as insurance, k.name as package, (p.registered_at at time zone 'Europe/Zurich')::date as registered, p.registered_at
from care.patients p left join billing.insurers i on i.id = p.insurer_id left join billing.packages k on k.id = p.package_id
where not p.is_test and p.merged_at is null;

create temp view dep as
select d.id as department_id, d.name as department, d.specialty, h.name as hospital, h.country as hospital_country from care.departments d join care.hospitals h on h.id = d.hospital_id;

create temp view appt as
select a.id, a.kind, a.status, a.cancelled_by, a.minutes, a.rating, a.rescheduled_from, a.starts_at, (a.starts_at at time zone 'Europe/Zurich')::date as day, extract(epoch from a.starts_at - a.booked_at) / 86400.0 as lead_days, pat.*, dep.*
from care.appointments a join pat on pat.patient_id = a.patient_id join dep on dep.department_id = a.department_id
where a.status <> 'rescheduled';

create temp view adm as
select a.id, a.kind, a.room_class, a.discharged_to, a.admitted_at, a.discharged_at, (a.admitted_at at time zone 'Europe/Zurich')::date as day, (a.discharged_at at time zone 'Europe/Zurich')::date as left_day, extract(epoch from a.discharged_at - a.admitted_at) / 86400.0 as stay,
  extract(year from a.admitted_at at time zone 'Europe/Zurich') - extract(year from pat.born_on) as age, w.name as ward, w.kind as ward_kind, pat.*, dep.*
from care.admissions a join pat on pat.patient_id = a.patient_id join care.wards w on w.id = a.ward_id join dep on dep.department_id = w.department_id
where a.status <> 'cancelled';

create temp view wd as
select d.day, d.open_beds, d.occupied_beds, d.blocked_beds, w.name as ward, w.kind as ward_kind, dep.* from care.ward_days d join care.wards w on w.id = d.ward_id join dep on dep.department_id = w.department_id;

create temp view dia as
select d.id as diagnosis_id, d.rank, d.code, c.title, c.chapter, c.is_chronic, (d.recorded_at at time zone 'Europe/Zurich')::date as recorded, adm.* from clinical.diagnoses d join adm on adm.id = d.admission_id left join clinical.diagnosis_codes c on c.code = d.code;

create temp view proc as
select p.id as procedure_id, p.name as procedure, p.category, p.room, p.status, p.complication, extract(epoch from p.ended_at - p.started_at) / 60.0 as duration, (p.started_at at time zone 'Europe/Zurich')::date as started, s.id as surgeon_id, s.name as surgeon, adm.hospital, adm.specialty, adm.hospital_country
from clinical.procedures p join adm on adm.id = p.admission_id left join staff.practitioners s on s.id = p.surgeon_id;

create temp view rx as
select r.drug, r.drug_class, r.is_repeat, r.prescribed_on as day, pat.* from clinical.prescriptions r join pat on pat.patient_id = r.patient_id where r.withdrawn_on is null;

create temp view lab as
select l.test, l.panel, l.priority, l.status, l.flag, (l.ordered_at at time zone 'Europe/Zurich')::date as day, extract(epoch from l.resulted_at - l.ordered_at) / 3600.0 as hours, h.name as hospital, o.id as orderer_id, o.name as orderer, pat.*
from clinical.lab_tests l join pat on pat.patient_id = l.patient_id join care.hospitals h on h.id = l.hospital_id left join staff.practitioners o on o.id = l.ordered_by;

create temp view inv as
select v.id as invoice_id, v.status, v.currency, v.issued_on as day, v.settled_on, h.name as hospital, h.country as hospital_country, pat.* from billing.invoices v join pat on pat.patient_id = v.patient_id join care.hospitals h on h.id = v.hospital_id where v.status not in ('draft', 'void');

create temp view line as
select l.kind, l.amount_eur as eur, l.insurer_eur, l.patient_eur, inv.* from billing.invoice_lines l join inv on inv.invoice_id = l.invoice_id;

create temp view pay as
select p.payer, p.method, p.currency as paid_currency, p.amount, p.amount_eur as eur, p.paid_on as paid, inv.* from billing.payments p join inv on inv.invoice_id = p.invoice_id where p.reversed_on is null;

create temp view sh as
select s.kind, s.status, s.hours, s.overtime_hours as overtime, s.shift_date as day, p.name, p.role, w.name as ward, dep.hospital, dep.specialty
from staff.shifts s join staff.practitioners p on p.id = s.practitioner_id left join care.wards w on w.id = s.ward_id left join dep on dep.department_id = w.department_id where s.status <> 'cancelled';

create temp view wl as
select w.treatment, w.urgency, w.listed_on, w.treated_on, w.removed_on, w.removal_reason, pat.*, dep.* from care.waiting_list w join pat on pat.patient_id = w.patient_id join dep on dep.department_id = w.department_id;
