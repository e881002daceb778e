create schema balances;
create table balances.account (id int primary key, tier text);
create table balances.holding (account_id int, month date, cents int, status text, primary key (account_id, month));
insert into balances.account values (1,'gold'),(2,'gold'),(3,'basic');
insert into balances.holding values (1,'2026-01-01',1000,'open'),(2,'2026-01-01',500,'open'),(3,'2026-01-01',50,'open'),
 (1,'2026-02-01',1100,'open'),(2,'2026-02-01',600,'closed'),
 (1,'2026-04-01',1200,'open'),(3,'2026-04-01',70,'open'),(2,'2026-05-01',900,'draft');
