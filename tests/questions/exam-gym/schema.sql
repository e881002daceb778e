-- A gym: members, trainers, classes. Declared keys and references; dates are relative to the day of loading.
CREATE TABLE members (
  id SERIAL PRIMARY KEY,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  email VARCHAR(255) NOT NULL UNIQUE,
  phone VARCHAR(20),
  city TEXT NOT NULL,
  date_of_birth DATE NOT NULL,
  join_date DATE NOT NULL,
  cancel_date DATE,
  crtd_ts TIMESTAMP NOT NULL DEFAULT NOW()
);
CREATE TABLE trainers (
  id SERIAL PRIMARY KEY,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  specialty TEXT NOT NULL,
  hourly_rate NUMERIC(6,2) NOT NULL,
  hire_date DATE NOT NULL,
  leave_date DATE
);
CREATE TABLE classes (
  id SERIAL PRIMARY KEY,
  class_name TEXT NOT NULL,
  category TEXT NOT NULL, -- yoga, strength, cardio, dance
  difficulty TEXT NOT NULL, -- beginner, intermediate, advanced
  capacity INTEGER NOT NULL,
  trainer_id INTEGER NOT NULL REFERENCES trainers(id)
);
CREATE TABLE bookings (
  id SERIAL PRIMARY KEY,
  class_id INTEGER NOT NULL REFERENCES classes(id),
  member_id INTEGER NOT NULL REFERENCES members(id),
  class_date DATE NOT NULL,
  status TEXT NOT NULL, -- attended, no_show, cancelled
  booked_at TIMESTAMP NOT NULL
);
CREATE TABLE membership_payments (
  id SERIAL PRIMARY KEY,
  member_id INTEGER NOT NULL REFERENCES members(id),
  plan TEXT NOT NULL, -- monthly, quarterly, annual
  amount NUMERIC(8,2) NOT NULL,
  payment_date DATE NOT NULL,
  payment_method TEXT NOT NULL -- card, cash, direct_debit
);
CREATE TABLE equipment (
  id SERIAL PRIMARY KEY,
  name TEXT NOT NULL,
  brand TEXT NOT NULL,
  category TEXT NOT NULL,
  purchase_price NUMERIC(8,2) NOT NULL,
  purchase_date DATE NOT NULL
);
CREATE TABLE maintenance_visits (
  id SERIAL PRIMARY KEY,
  equipment_id INTEGER NOT NULL REFERENCES equipment(id),
  visit_date DATE NOT NULL,
  cost NUMERIC(8,2) NOT NULL,
  technician_name TEXT NOT NULL
);
CREATE TABLE equipment_status_snapshots (
  id SERIAL PRIMARY KEY,
  snapshot_date DATE NOT NULL,
  equipment_id INTEGER NOT NULL REFERENCES equipment(id),
  is_working BOOLEAN NOT NULL
);
INSERT INTO members (id, first_name, last_name, email, phone, city, date_of_birth, join_date, cancel_date) VALUES
 (1,'Nora','Keller','nora.keller@example.com','555-010-1111','Austin','1990-02-11','2022-01-10',NULL),
 (2,'Liam','Ortega','liam.ortega@example.com','555-010-1112','Dallas','1985-07-23','2022-03-02','2022-11-30'),
 (3,'Priya','Nair','priya.nair@example.com','555-010-1113','Austin','1998-12-01','2022-06-15',NULL),
 (4,'Tom','Becker','tom.becker@example.com','555-010-1114','Houston','1979-03-14','2023-01-05','2023-02-20'),
 (5,'Grace','Kim','grace.kim@example.com','555-010-1115','Austin','1995-09-09','2023-02-14',NULL),
 (6,'Owen','Clarke','owen.clarke@example.com','555-010-1116','Dallas','1988-05-30','2023-04-01',NULL),
 (7,'Sara','Lindqvist','sara.lindqvist@example.com','555-010-1117','Houston','1992-10-18','2023-04-22',NULL),
 (8,'Marco','Rossi','marco.rossi@example.com','555-010-1118','Austin','2000-01-27', CURRENT_DATE - 200,NULL),
 (9,'Ella','Novak','ella.novak@example.com','555-010-1119','San Antonio','1983-08-08', CURRENT_DATE - 120, CURRENT_DATE - 40),
 (10,'Hugo','Marsh','hugo.marsh@example.com','555-010-1120','Dallas','1997-11-11', CURRENT_DATE - 45,NULL),
 (11,'Ines','Costa','ines.costa@example.com','555-010-1121','Austin','1991-06-06', CURRENT_DATE - 12,NULL),
 (12,'Ravi','Patel','ravi.patel@example.com',NULL,'Houston','1975-04-19', CURRENT_DATE - 3,NULL);
INSERT INTO trainers VALUES
 (1,'Maya','Brooks','Yoga',45.00,'2019-05-01',NULL),
 (2,'Dmitri','Volkov','Powerlifting',60.00,'2020-09-15',NULL),
 (3,'Keisha','Grant','Dance',50.00,'2021-02-01','2023-03-31'),
 (4,'Paul','Yamada','Yoga therapy',55.00,'2022-06-01',NULL),
 (5,'Anna','Weber','Cardio',40.00,'2022-11-20','2023-01-15'),
 (6,'Felix','Duarte','Boxing',48.00, CURRENT_DATE - 20,NULL);
INSERT INTO classes VALUES
 (1,'Morning Yoga','yoga','beginner',15,1),(2,'Power Yoga','yoga','advanced',10,4),(3,'Deadlift Basics','strength','beginner',8,2),
 (4,'Heavy Lifting','strength','advanced',6,2),(5,'Spin 45','cardio','intermediate',20,5),(6,'Salsa Night','dance','beginner',25,3),
 (7,'Boxing Bootcamp','cardio','advanced',12,6),(8,'Sunset Yoga','yoga','intermediate',15,1);
INSERT INTO bookings (class_id, member_id, class_date, status, booked_at)
 SELECT (g*7)%8+1 - CASE WHEN (g*7)%8+1 = 7 THEN 1 ELSE 0 END, (g*5)%11+1 - CASE WHEN (g*5)%11+1 IN (7) THEN 1 ELSE 0 END, d, CASE WHEN g%7=0 THEN 'no_show' WHEN g%5=0 THEN 'cancelled' ELSE 'attended' END, d - (g%4+1) * INTERVAL '1 day' + INTERVAL '9 hours'
 FROM (SELECT g, CASE WHEN g<=30 THEN DATE '2023-01-03' + g*3 ELSE CURRENT_DATE - ((g-31)*37 % 190 + 1) END AS d FROM generate_series(1,120) g) s;
INSERT INTO membership_payments (member_id, plan, amount, payment_date, payment_method)
 SELECT (g*3)%10+1, (ARRAY['monthly','monthly','quarterly','annual'])[g%4+1], (ARRAY[49.90,59.90,149.00,499.00])[g%4+1], CASE WHEN g<=25 THEN DATE '2023-01-08' + g*9 ELSE CURRENT_DATE - ((g-26)*17 % 240 + 1) END, (ARRAY['card','cash','direct_debit'])[g%3+1]
 FROM generate_series(1,80) g;
INSERT INTO equipment VALUES
 (1,'Treadmill T9','Technogym','cardio',4200.00,'2021-03-01'),(2,'Treadmill T5','Matrix','cardio',2900.00,'2020-10-10'),
 (3,'Rower R2','Concept2','cardio',990.00,'2022-01-20'),(4,'Squat Rack','Rogue','strength',1450.00,'2019-08-15'),
 (5,'Cable Tower','Technogym','strength',3800.00,'2022-05-05'),(6,'Spin Bike','Matrix','cardio',1700.00, CURRENT_DATE - 60);
INSERT INTO maintenance_visits VALUES
 (1,1,'2023-02-10',120.00,'Joe Hale'),(2,1,'2023-06-11',180.00,'Joe Hale'),(3,2,'2023-03-05',90.00,'Bea Stone'),(4,4,'2023-05-02',60.00,'Joe Hale'),
 (5,2,CURRENT_DATE - 100,210.00,'Bea Stone'),(6,5,CURRENT_DATE - 33,75.00,'Bea Stone'),(7,1,CURRENT_DATE - 9,140.00,'Joe Hale');
INSERT INTO equipment_status_snapshots (snapshot_date, equipment_id, is_working)
 SELECT d, e, (e + n) % 4 <> 0 FROM (VALUES (DATE '2023-04-07',1),(DATE '2023-04-21',2),(DATE '2023-05-12',3),(DATE '2023-05-26',4)) s(d,n), generate_series(1,5) e;
