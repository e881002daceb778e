create schema chasm;
create table chasm.account (id int primary key, region text);
create table chasm.invoice (id int primary key, account_id int, issued_on date, amount int);
create table chasm.ticket (id int primary key, account_id int, opened_on date);
insert into chasm.account values (1,'east'),(2,'east'),(3,'west'),(4,null),(5,'north');
insert into chasm.invoice values (1,1,'2026-01-05',100),(2,1,'2026-01-06',200),(3,2,'2026-02-05',300),(4,4,'2026-02-07',400),(5,null,'2026-02-09',50);
insert into chasm.ticket values (1,1,'2026-01-01'),(2,1,'2026-01-02'),(3,1,'2026-01-03'),(4,3,'2026-02-01'),(5,3,'2026-02-02'),(6,null,'2026-02-03');
