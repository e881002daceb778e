create schema fan_out;
create table fan_out.order_head (id int primary key, customer text, placed_on date, shipping numeric(10,2));
create table fan_out.order_line (id int primary key, order_id int not null, product text, amount numeric(10,2));
insert into fan_out.order_head values (1,'ann','2026-01-10',5),(2,'ann','2026-01-20',7),(3,'bob','2026-02-02',9),(4,null,'2026-02-03',11);
insert into fan_out.order_line values (1,1,'tea',10),(2,1,'tea',20),(3,1,'cup',30),(4,2,'tea',40),(5,3,'cup',50),(6,3,null,60);
