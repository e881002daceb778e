create schema late_rows;
create table late_rows.account (id int primary key, name text, opened_on date);
create table late_rows.payment (id int primary key, account_id int, paid_on date, amount int);
insert into late_rows.account values (1,'one','2026-01-01'),(2,'two',null);
insert into late_rows.payment values (1,1,'2026-03-13',1),(2,1,'2026-03-14',2),(3,1,'2026-03-15',4),(4,2,'2026-03-20',8),(5,2,null,16),(6,7,'2026-02-02',32),(7,null,'2026-01-20',64);
