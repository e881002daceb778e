create schema null_keys;
create table null_keys.shop (id int primary key, city text, size int);
create table null_keys.sale (id int primary key, shop_id int, sold_on date, amount int, channel text);
create table null_keys.return (id int primary key, shop_id int, came_on date, amount int);
insert into null_keys.shop values (1,'Oslo',900),(2,'oslo',100),(3,null,50);
insert into null_keys.sale values (1,1,'2026-01-01',10,'web'),(2,2,'2026-01-02',20,null),(3,3,'2026-01-03',30,'web'),(4,null,'2026-01-04',40,'till'),(5,99,'2026-01-05',50,null),(6,1,null,60,'web');
insert into null_keys.return values (1,3,'2026-01-01',1),(2,null,'2026-01-02',2),(3,1,'2026-01-03',3);
