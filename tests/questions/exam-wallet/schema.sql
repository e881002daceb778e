-- An online wallet. No foreign keys are declared; dates are relative to the day of loading.
CREATE TABLE users (
  user_id BIGINT PRIMARY KEY,
  username VARCHAR(50) NOT NULL,
  email VARCHAR(100) NOT NULL,
  country VARCHAR(2) NOT NULL,
  status VARCHAR(20) NOT NULL, -- active, inactive, suspended
  kyc_level TEXT NOT NULL, -- none, basic, full
  signup_date DATE NOT NULL,
  last_login TIMESTAMP
);
CREATE TABLE merchants (
  merchant_id BIGINT PRIMARY KEY,
  merchant_name TEXT NOT NULL,
  category TEXT NOT NULL,
  country VARCHAR(2) NOT NULL,
  onboarded_on DATE NOT NULL
);
CREATE TABLE payments (
  payment_id BIGINT PRIMARY KEY,
  user_id BIGINT NOT NULL,
  merchant_id BIGINT NOT NULL,
  amount NUMERIC(10,2) NOT NULL,
  fee NUMERIC(8,2) NOT NULL,
  status VARCHAR(20) NOT NULL, -- success, failed, pending, refunded
  device TEXT NOT NULL, -- ios, android, web
  created_at TIMESTAMP NOT NULL,
  settled_at TIMESTAMP
);
CREATE TABLE topups (
  topup_id BIGINT PRIMARY KEY,
  user_id BIGINT NOT NULL,
  amount NUMERIC(10,2) NOT NULL,
  source TEXT NOT NULL, -- bank_transfer, card, voucher
  topup_date DATE NOT NULL
);
CREATE TABLE balance_snapshots (
  snapshot_id BIGINT PRIMARY KEY,
  user_id BIGINT NOT NULL,
  snapshot_date DATE NOT NULL,
  balance NUMERIC(10,2) NOT NULL
);
CREATE TABLE support_tickets (
  ticket_id BIGINT PRIMARY KEY,
  user_id BIGINT NOT NULL,
  topic TEXT NOT NULL,
  opened_at TIMESTAMP NOT NULL,
  closed_at TIMESTAMP,
  satisfaction INTEGER -- 1 to 5
);
CREATE TABLE coupons (
  coupon_id BIGINT PRIMARY KEY,
  merchant_id BIGINT NOT NULL,
  code VARCHAR(20) NOT NULL,
  discount_pct NUMERIC(5,2) NOT NULL,
  start_date DATE NOT NULL,
  end_date DATE NOT NULL
);
INSERT INTO users VALUES
 (1,'kestrel_jo','jo@mailbox.test','US','active','full','2022-02-01',NOW() - INTERVAL '1 day'),
 (2,'pixelpaula','paula@mailbox.test','US','active','basic','2022-08-19',NOW() - INTERVAL '4 days'),
 (3,'tanuki','tanuki@mailbox.test','JP','suspended','none','2022-11-02',NOW() - INTERVAL '300 days'),
 (4,'mbeki88','mbeki@mailbox.test','ZA','active','full','2023-01-17',NOW() - INTERVAL '2 hours'),
 (5,'lottie','lottie@mailbox.test','DE','active','full','2023-01-29',NOW() - INTERVAL '9 days'),
 (6,'fjord_anders','anders@mailbox.test','NO','inactive','basic','2023-03-08',NULL),
 (7,'carla.v','carla@mailbox.test','BR','active','basic','2023-05-20',NOW() - INTERVAL '40 days'),
 (8,'samir','samir@mailbox.test','DE','active','none', CURRENT_DATE - 150,NOW() - INTERVAL '3 days'),
 (9,'yuki_k','yuki@mailbox.test','JP','active','full', CURRENT_DATE - 70,NOW() - INTERVAL '5 days'),
 (10,'deepa','deepa@mailbox.test','IN','active','basic', CURRENT_DATE - 25,NOW() - INTERVAL '6 hours'),
 (11,'newbie01','newbie@mailbox.test','US','inactive','none', CURRENT_DATE - 6,NULL);
INSERT INTO merchants VALUES
 (101,'Blue Finch Coffee','food','US','2022-01-05'),(102,'Kyoto Books','retail','JP','2022-04-12'),(103,'RideNow','transport','DE','2022-09-30'),
 (104,'Green Coffee Roasters','food','DE','2023-02-11'),(105,'StreamBox','entertainment','US','2023-03-25'),(106,'Veldt Outdoor','retail','ZA', CURRENT_DATE - 90),
 (107,'Idle Arcade','entertainment','BR', CURRENT_DATE - 30);
INSERT INTO payments
 SELECT g, (g*7)%10+1, 101 + (g*5)%6, ROUND((12 + (g*37)%180 + (g%10)*0.45)::numeric, 2), ROUND(((12 + (g*37)%180) * 0.02)::numeric, 2),
  (ARRAY['success','success','success','failed','success','pending','success','refunded'])[g%8+1], (ARRAY['ios','android','web','android'])[g%4+1], t,
  CASE WHEN g%8 IN (0,1,2,4,6) THEN t + ((g%5)+1) * INTERVAL '1 day' END
 FROM (SELECT g, CASE WHEN g<=40 THEN TIMESTAMP '2023-01-04 10:15' + g * INTERVAL '4 days 3 hours' ELSE CURRENT_DATE - ((g-41)*23 % 210 + 1) * INTERVAL '1 day' + (g%20) * INTERVAL '1 hour' END AS t FROM generate_series(1,140) g) s;
INSERT INTO topups
 SELECT g, (g*3)%9+1, (ARRAY[20,50,100,35])[g%4+1], (ARRAY['bank_transfer','card','voucher'])[g%3+1], CASE WHEN g<=20 THEN DATE '2023-01-02' + g*6 ELSE CURRENT_DATE - ((g-21)*19 % 160 + 1) END
 FROM generate_series(1,60) g;
INSERT INTO balance_snapshots
 SELECT row_number() OVER (ORDER BY d, u), u, d, ROUND((40 + (u*53 + n*29) % 300)::numeric, 2)
 FROM (VALUES (DATE '2023-04-15',1),(DATE '2023-04-30',2),(DATE '2023-05-15',3),(DATE '2023-05-31',4)) s(d,n), generate_series(1,7) u;
INSERT INTO support_tickets
 SELECT g, (g*4)%8+1, (ARRAY['login problem','missing refund','card declined','fee question'])[g%4+1], t, CASE WHEN g%6<>0 THEN t + ((g%5)+1) * INTERVAL '1 day' END, CASE WHEN g%3<>0 THEN g%5+1 END
 FROM (SELECT g, CASE WHEN g<=10 THEN TIMESTAMP '2023-02-01 08:00' + g * INTERVAL '9 days' ELSE CURRENT_DATE - ((g-11)*13 % 100 + 1) * INTERVAL '1 day' + INTERVAL '11 hours' END AS t FROM generate_series(1,36) g) s;
INSERT INTO coupons VALUES
 (1,101,'LATTE10',10,'2023-01-01','2023-01-31'),(2,101,'SUMMER15',15,'2023-06-01','2023-08-31'),(3,103,'RIDE5',5,'2023-03-01','2023-03-15'),
 (4,104,'BEANS20',20,'2023-03-10','2023-05-10'),(5,106,'TRAIL12',12.5, CURRENT_DATE - 20, CURRENT_DATE + 10);
