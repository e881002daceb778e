-- Views that the gold SQL of this folder is written over, by hand. Test records of students are left out, as are void exams, void invoices and drafts and
-- bounced payments; days are days in Dublin.
create temp view sc as select id as school_id, name as school, town as school_town, phase from school.schools;

create temp view cl as
select c.id as class_id, c.name as class, c.year_group, t.name as tutor, t.id as tutor_id, sc.* from school.classes c join sc on sc.school_id = c.school_id left join school.staff t on t.id = c.tutor_id;

create temp view st as
select s.id as student_id, s.student_no, s.gender, s.town, s.plan, s.has_support_plan as support, s.has_free_meals as free_meals, s.joined_on as joined, s.left_on, s.leaving_reason, cl.*
from school.students s join cl on cl.class_id = s.class_id where not s.is_test;

create temp view sf as
select f.id as staff_id, f.name, f.role, f.subject, f.hired_on as hired, f.left_on, f.weekly_hours < 30 as part_time, s.name as school, s.phase from school.staff f join school.schools s on s.id = f.school_id;

create temp view en as
select e.id as enrolment_id, e.status, e.channel, (e.enrolled_at at time zone 'Europe/Dublin')::date as day, e.dropped_on, c.name as course, c.subject, c.level, l.name as lead, l.id as lead_id, t.name as teacher, t.id as teacher_id, st.*
from school.enrolments e join st on st.student_id = e.student_id join school.courses c on c.id = e.course_id left join school.staff l on l.id = c.lead_id left join school.staff t on t.id = e.teacher_id;

create temp view ex as
select x.id as exam_id, x.kind, x.status as exam_status, x.sat_on as sat, x.score, x.grade, x.marked_on as marked, m.name as marker, m.id as marker_id, en.*
from school.exams x join en on en.enrolment_id = x.enrolment_id left join school.staff m on m.id = x.marker_id where x.status <> 'void';

create temp view att as
select a.day, a.on_roll, a.present, a.late, a.excused, a.unexcused, a.excused + a.unexcused as absent, cl.* from school.attendance_days a join cl on cl.class_id = a.class_id;

create temp view can as
select d.day, d.meals_served as meals, d.free_meals, d.prepaid_eur as prepaid, sc.* from money.canteen_days d join sc on sc.school_id = d.school_id;

create temp view inv as
select v.id as invoice_id, v.kind, v.status, v.amount_eur - v.discount_eur as eur, v.discount_eur as discount, v.issued_on as day, v.due_on, v.settled_on as settled, st.*
from money.invoices v join st on st.student_id = v.student_id where v.status not in ('draft', 'void');

create temp view pay as
select p.method, p.amount_eur as paid_eur, p.paid_on as paid, inv.* from money.payments p join inv on inv.invoice_id = p.invoice_id where p.bounced_on is null;
