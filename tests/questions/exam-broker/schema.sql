-- A stock broker: clients, advisors, securities, quotes, trades. References declared; names in unquoted camel case, so that PostgreSQL folds them; dates relative to the day of loading.
CREATE TABLE Advisor (
  AdvisorId INTEGER PRIMARY KEY,
  FullName VARCHAR(80) NOT NULL,
  Branch VARCHAR(40) NOT NULL,
  HiredOn DATE NOT NULL
);
CREATE TABLE Client (
  ClientId INTEGER PRIMARY KEY,
  FullName VARCHAR(80) NOT NULL,
  Email VARCHAR(120) NOT NULL,
  Phone VARCHAR(30),
  City VARCHAR(40) NOT NULL,
  Country VARCHAR(40) NOT NULL,
  JoinDate DATE NOT NULL,
  Status VARCHAR(12) NOT NULL, -- active, inactive, suspended
  RiskProfile VARCHAR(12) NOT NULL, -- cautious, balanced, bold
  AdvisorId INTEGER REFERENCES Advisor(AdvisorId)
);
CREATE TABLE Security (
  SecurityId INTEGER PRIMARY KEY,
  Symbol VARCHAR(8) NOT NULL UNIQUE,
  SecurityName VARCHAR(80) NOT NULL,
  Kind VARCHAR(10) NOT NULL, -- stock, etf, bond
  Exchange VARCHAR(10) NOT NULL,
  Sector VARCHAR(30) NOT NULL,
  Currency CHAR(3) NOT NULL
);
CREATE TABLE DailyQuote (
  SecurityId INTEGER NOT NULL REFERENCES Security(SecurityId),
  QuoteDate DATE NOT NULL,
  OpenPrice NUMERIC(10,2) NOT NULL,
  HighPrice NUMERIC(10,2) NOT NULL,
  LowPrice NUMERIC(10,2) NOT NULL,
  ClosePrice NUMERIC(10,2) NOT NULL,
  Volume BIGINT NOT NULL,
  PRIMARY KEY (SecurityId, QuoteDate)
);
CREATE TABLE Trade (
  TradeId INTEGER PRIMARY KEY,
  ClientId INTEGER NOT NULL REFERENCES Client(ClientId),
  SecurityId INTEGER NOT NULL REFERENCES Security(SecurityId),
  TradedAt TIMESTAMP NOT NULL,
  Side VARCHAR(4) NOT NULL, -- buy, sell
  Units NUMERIC(10,2) NOT NULL,
  UnitPrice NUMERIC(10,2) NOT NULL,
  Amount NUMERIC(12,2) NOT NULL,
  Commission NUMERIC(8,2) NOT NULL,
  Tax NUMERIC(8,2),
  Status VARCHAR(10) NOT NULL, -- success, failed, pending
  SettledOn DATE
);
CREATE TABLE Dividend (
  DividendId INTEGER PRIMARY KEY,
  SecurityId INTEGER NOT NULL REFERENCES Security(SecurityId),
  PaidOn DATE NOT NULL,
  AmountPerUnit NUMERIC(8,4) NOT NULL
);
CREATE TABLE CashMovement (
  MovementId INTEGER PRIMARY KEY,
  ClientId INTEGER NOT NULL REFERENCES Client(ClientId),
  MovedOn DATE NOT NULL,
  Direction VARCHAR(12) NOT NULL, -- deposit, withdrawal
  Amount NUMERIC(12,2) NOT NULL,
  Channel VARCHAR(12) NOT NULL -- wire, card, check
);
CREATE TABLE WatchItem (
  ClientId INTEGER NOT NULL REFERENCES Client(ClientId),
  SecurityId INTEGER NOT NULL REFERENCES Security(SecurityId),
  AddedOn DATE NOT NULL,
  PRIMARY KEY (ClientId, SecurityId)
);
-- The same rows at each loading, without the pattern of a remainder.
CREATE FUNCTION pg_temp.h(g INTEGER, salt TEXT, n INTEGER) RETURNS INTEGER IMMUTABLE LANGUAGE sql AS $$ SELECT abs(hashtext(salt || g)) % n $$;
INSERT INTO Advisor VALUES
 (1,'Helena Brandt','Harbor Street','2016-04-01'),(2,'Victor Osei','Harbor Street','2019-09-16'),(3,'Miriam Katz','Old Mill','2020-02-03'),
 (4,'Jonas Smithers','Old Mill','2022-11-14'),(5,'Ruth Delgado','Riverside','2023-06-05');
INSERT INTO Client (ClientId, FullName, Email, Phone, City, Country, JoinDate, Status, RiskProfile, AdvisorId)
 SELECT g, (ARRAY['Amelia','Bruno','Carla','Derek','Elise','Farid','Gwen','Hassan','Iris','Jorge','Karin','Leo'])[pg_temp.h(g,'first',12)+1] || ' ' ||
  (ARRAY['Smith','Okafor','Lindgren','Moreau','Tanaka','Smithson','Alvarez','Novotny','Greer','Hughes'])[pg_temp.h(g,'last',10)+1],
  'client' || g || CASE WHEN g%4=0 THEN '@example.org' ELSE '@example.com' END,
  CASE WHEN g%9=0 THEN NULL ELSE '555-02' || (1000+g) END,
  (ARRAY['Boston','Toronto','Chicago','London','Denver','Montreal','Lyon'])[g%7+1], (ARRAY['USA','Canada','USA','UK','USA','Canada','France'])[g%7+1],
  CASE WHEN g<=14 THEN DATE '2022-03-07' + g*19 WHEN g<=28 THEN DATE '2023-01-09' + (g-14)*22 WHEN g<=34 THEN CURRENT_DATE - 400 + g*7
   ELSE (date_trunc('month',CURRENT_DATE) - INTERVAL '1 month')::date + (g-34)*4 - 3 END,
  CASE WHEN g%11=0 THEN 'suspended' WHEN g%6=0 THEN 'inactive' ELSE 'active' END, (ARRAY['cautious','balanced','bold'])[g%3+1],
  CASE WHEN g%8=0 THEN NULL ELSE (ARRAY[1,1,2,3,4,1,5])[g%7+1] END
 FROM generate_series(1,40) g;
INSERT INTO Security VALUES
 (1,'ORBT','Orbit Technologies','stock','NASDAQ','Technology','USD'),(2,'ALPN','Alpine Foods','stock','NYSE','Consumer','USD'),(3,'HLTX','Healix Biotech','stock','NASDAQ','Health','USD'),
 (4,'GRNV','Greenvale Energy','stock','NYSE','Energy','USD'),(5,'ASTR','Astra Fintech Group','stock','LSE','Technology','GBP'),(6,'WLDX','World Index Fund','etf','NYSE','Diversified','USD'),
 (7,'BNDS','Government Bond 2034','bond','LSE','Government','GBP'),(8,'CLDN','Calderon Mining','stock','TSX','Energy','CAD'),(9,'MEDQ','Mediquant','stock','NASDAQ','Health','USD'),
 (10,'TCHE','Global Tech ETF','etf','NASDAQ','Technology','USD'),(11,'NOVA','Nova Shipping','stock','TSX','Consumer','CAD'),(12,'QRTZ','Quartz Minerals','stock','TSX','Energy','CAD');
INSERT INTO DailyQuote
 SELECT s, d, p, p + 1 + (s+n)%3, p - 1 - (s*n)%2, p + ((s*7+n*5)%9-4)*0.25, 1000*(s*3+n%7) + s*17 + n
 FROM (SELECT s, n, CASE WHEN n<=18 THEN DATE '2024-01-02' + n*5 ELSE CURRENT_DATE - (n-18) END AS d, (20 + s*9 + (n*(s+3))%11 + n*0.3)::numeric(10,2) AS p
       FROM generate_series(1,11) s, generate_series(1,40) n) x
 WHERE n<=18 OR EXTRACT(ISODOW FROM d) < 6;
INSERT INTO Trade
 SELECT g, CASE WHEN g%10=0 THEN 3 ELSE pg_temp.h(g,'client',33)+1 END, sec, d + ((g*37)%600 + 480) * INTERVAL '1 minute', CASE WHEN pg_temp.h(g,'side',5)<2 THEN 'sell' ELSE 'buy' END, u, p, u*p,
  (4.5 + g%6*1.25), CASE WHEN g%7=0 THEN NULL ELSE (u*p*0.01)::numeric(8,2) END, st, CASE WHEN st='success' AND g%13<>0 THEN d + 1 + g%4 END
 FROM (SELECT g, (5 + (g*11)%40)::numeric AS u, (20 + sec*9 + g%13 + 0.25)::numeric(10,2) AS p, sec,
        CASE WHEN pg_temp.h(g,'st',9)=0 THEN 'failed' WHEN g%14=0 THEN 'pending' ELSE 'success' END AS st,
        CASE WHEN g<=80 THEN DATE '2024-01-03' + g*3 ELSE CURRENT_DATE - ((g-81)*13 % 180) END AS d FROM generate_series(1,300) g, LATERAL (SELECT pg_temp.h(g,'sec',10)+1 AS sec) y) x;
INSERT INTO Dividend SELECT g, (g*3)%9+1, DATE '2023-12-15' + g*31, 0.15 + (g%5)*0.11 FROM generate_series(1,20) g;
INSERT INTO CashMovement
 SELECT g, pg_temp.h(g,'mover',36)+1, CASE WHEN g<=40 THEN DATE '2024-01-05' + g*6 ELSE CURRENT_DATE - ((g-41)*7 % 230) END, CASE WHEN g%4=1 THEN 'withdrawal' ELSE 'deposit' END,
  250 + (g*173)%4000, (ARRAY['wire','card','check'])[pg_temp.h(g,'ch',3)+1] FROM generate_series(1,140) g;
INSERT INTO WatchItem SELECT DISTINCT ON (c, s) c, s, CURRENT_DATE - 10 - (c*s)%90 FROM (SELECT (g*3)%40+1 AS c, pg_temp.h(g,'w',9)+1 AS s FROM generate_series(1,60) g) x ORDER BY c, s;
