create schema zero_divisors;
create table zero_divisors.campaign (id int primary key, name text, ran_on date, cost int, clicks int, sales int);
insert into zero_divisors.campaign values (1,'a','2026-01-01',100,0,0),(2,'b','2026-01-02',50,10,1),(3,'c','2026-01-03',0,0,null),(4,'b','2026-02-01',null,5,2);
