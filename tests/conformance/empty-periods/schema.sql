create schema empty_periods;
create table empty_periods.call (id int primary key, queue text, taken_on date, minutes int, is_solved boolean);
insert into empty_periods.call values (1,'a','2026-01-05',10,true),(2,'a','2026-01-06',null,false),(3,'b','2026-03-01',30,true),(4,null,'2026-06-30',40,false),(5,'a','2026-06-01',null,null);
