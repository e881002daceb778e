CREATE TABLE airports (
  iata_code VARCHAR(3) PRIMARY KEY, -- three-letter IATA code of the airport
  airport_name TEXT NOT NULL,
  city TEXT NOT NULL,
  country TEXT NOT NULL,
  runway_count INTEGER NOT NULL,
  is_hub BOOLEAN NOT NULL -- whether the airline runs a hub at this airport
);

CREATE TABLE aircraft (
  id SERIAL PRIMARY KEY,
  tail_number VARCHAR(10) NOT NULL UNIQUE, -- registration painted on the aircraft
  manufacturer TEXT NOT NULL,
  model TEXT NOT NULL,
  seat_capacity INTEGER NOT NULL,
  range_km INTEGER NOT NULL,
  livery TEXT NOT NULL, -- paint scheme of the aircraft
  in_service_date DATE NOT NULL,
  retired_date DATE
);

CREATE TABLE flights (
  id SERIAL PRIMARY KEY,
  flight_number VARCHAR(8) NOT NULL,
  origin VARCHAR(3) NOT NULL REFERENCES airports(iata_code),
  destination VARCHAR(3) NOT NULL REFERENCES airports(iata_code),
  aircraft_id INTEGER NOT NULL REFERENCES aircraft(id),
  scheduled_departure TIMESTAMP NOT NULL,
  scheduled_arrival TIMESTAMP NOT NULL,
  actual_departure TIMESTAMP,
  actual_arrival TIMESTAMP,
  distance_km INTEGER NOT NULL,
  status TEXT NOT NULL -- values: scheduled, landed, diverted, cancelled
);

CREATE TABLE passengers (
  id SERIAL PRIMARY KEY,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  email VARCHAR(255) NOT NULL UNIQUE,
  phone VARCHAR(25) NOT NULL,
  date_of_birth DATE NOT NULL,
  nationality TEXT NOT NULL, -- country of the passport
  crtd_ts TIMESTAMP NOT NULL DEFAULT NOW()
);

CREATE TABLE loyalty_accounts (
  id SERIAL PRIMARY KEY,
  passenger_id INTEGER NOT NULL UNIQUE REFERENCES passengers(id),
  membership_number VARCHAR(12) NOT NULL UNIQUE,
  tier TEXT NOT NULL, -- values: Bronze, Silver, Gold, Platinum
  miles_balance INTEGER NOT NULL,
  enrolled_on DATE NOT NULL
);

CREATE TABLE bookings (
  id SERIAL PRIMARY KEY,
  record_locator VARCHAR(6) NOT NULL UNIQUE,
  booked_by INTEGER NOT NULL REFERENCES passengers(id), -- passenger who made the booking
  booking_date DATE NOT NULL,
  channel TEXT NOT NULL, -- values: website, mobile_app, travel_agency, call_center, airport_desk
  payment_method TEXT NOT NULL, -- values: credit_card, debit_card, bank_transfer, cash
  crtd_ts TIMESTAMP NOT NULL DEFAULT NOW()
);

CREATE TABLE tickets (
  id SERIAL PRIMARY KEY,
  ticket_number VARCHAR(14) NOT NULL UNIQUE,
  booking_id INTEGER NOT NULL REFERENCES bookings(id),
  passenger_id INTEGER NOT NULL REFERENCES passengers(id), -- passenger who travels on the ticket
  flight_id INTEGER NOT NULL REFERENCES flights(id),
  cabin TEXT NOT NULL, -- values: economy, premium_economy, business
  fare_amount NUMERIC(10, 2) NOT NULL, -- fare without taxes
  tax_amount NUMERIC(10, 2) NOT NULL,
  seat_number VARCHAR(4) NOT NULL,
  status TEXT NOT NULL -- values: open, flown, no_show, refunded
);

CREATE TABLE refunds (
  id SERIAL PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES tickets(id),
  refund_date DATE NOT NULL,
  refund_amount NUMERIC(10, 2) NOT NULL,
  reason TEXT NOT NULL -- values: customer_request, flight_cancelled, goodwill
);

CREATE TABLE crew_members (
  id SERIAL PRIMARY KEY,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  email VARCHAR(255) NOT NULL UNIQUE,
  position TEXT NOT NULL, -- values: Captain, First Officer, Purser, Flight Attendant
  base_airport VARCHAR(3) NOT NULL REFERENCES airports(iata_code),
  hire_date DATE NOT NULL,
  termination_date DATE
);

CREATE TABLE flight_crew (
  id SERIAL PRIMARY KEY,
  flight_id INTEGER NOT NULL REFERENCES flights(id),
  crew_member_id INTEGER NOT NULL REFERENCES crew_members(id),
  duty_minutes INTEGER NOT NULL
);

CREATE TABLE flight_delays (
  id SERIAL PRIMARY KEY,
  flight_id INTEGER NOT NULL REFERENCES flights(id),
  cause TEXT NOT NULL, -- values: weather, technical, crew, air_traffic_control, late_aircraft
  delay_minutes INTEGER NOT NULL
);


-- airports
INSERT INTO airports (iata_code, airport_name, city, country, runway_count, is_hub)
VALUES
  ('LIS', 'Humberto Delgado Airport', 'Lisbon', 'Portugal', 2, TRUE),
  ('OPO', 'Francisco Sa Carneiro Airport', 'Porto', 'Portugal', 1, TRUE),
  ('FNC', 'Cristiano Ronaldo International Airport', 'Funchal', 'Portugal', 1, FALSE),
  ('MAD', 'Adolfo Suarez Madrid-Barajas Airport', 'Madrid', 'Spain', 4, FALSE),
  ('BCN', 'Josep Tarradellas Barcelona-El Prat Airport', 'Barcelona', 'Spain', 3, FALSE),
  ('CDG', 'Charles de Gaulle Airport', 'Paris', 'France', 4, FALSE),
  ('ORY', 'Paris Orly Airport', 'Paris', 'France', 3, FALSE),
  ('LHR', 'London Heathrow Airport', 'London', 'United Kingdom', 2, FALSE),
  ('FRA', 'Frankfurt Airport', 'Frankfurt', 'Germany', 4, FALSE),
  ('JFK', 'John F. Kennedy International Airport', 'New York', 'United States', 4, FALSE),
  ('BOS', 'Logan International Airport', 'Boston', 'United States', 6, FALSE),
  ('GRU', 'Guarulhos International Airport', 'Sao Paulo', 'Brazil', 2, FALSE),
  ('RAK', 'Menara International Airport', 'Marrakesh', 'Morocco', 1, FALSE);

-- aircraft
INSERT INTO aircraft (id, tail_number, manufacturer, model, seat_capacity, range_km, livery, in_service_date, retired_date)
VALUES
  (1, 'CS-MRA', 'Airbus', 'A330-900', 298, 13300, 'classic blue', '2019-05-20', NULL),
  (2, 'CS-MRB', 'Airbus', 'A330-900', 298, 13300, 'Retro Red', '2020-02-11', NULL),
  (3, 'CS-MRC', 'Airbus', 'A321LR', 168, 7400, 'Classic Blue', '2021-03-15', NULL),
  (4, 'CS-MRD', 'Airbus', 'A320neo', 174, 6300, 'Ocean White', '2018-11-02', NULL),
  (5, 'CS-MRE', 'Airbus', 'A320neo', 174, 6300, 'retro red', '2019-08-30', NULL),
  (6, 'CS-MRF', 'Embraer', 'E195-E2', 132, 4800, 'Ocean white', '2022-01-17', NULL),
  (7, 'CS-MRG', 'Embraer', 'E190', 106, 4500, 'Sunset Orange', '2016-06-08', NULL),
  (8, 'CS-MRH', 'Boeing', '737-800', 186, 5700, 'RETRO Red/Gold', '2017-04-26', NULL),
  (9, 'CS-MRI', 'Boeing', '787-9', 290, 14100, 'Midnight Blue', '2021-10-05', NULL),
  (10, 'CS-MRJ', 'ATR', '72-600', 70, 1500, 'Sunset orange', '2018-03-12', NULL),
  (11, 'CS-MRK', 'Airbus', 'A319', 132, 6900, 'Classic Blue', '2004-09-01', '2022-12-15'),
  (12, 'CS-MRL', 'Embraer', 'E195-E2', 132, 4800, 'Ocean White', CURRENT_DATE - INTERVAL '40 days', NULL);

-- flights
INSERT INTO flights (id, flight_number, origin, destination, aircraft_id, scheduled_departure, scheduled_arrival, actual_departure, actual_arrival, distance_km, status)
VALUES
  (1, 'MA101', 'LIS', 'JFK', 1, '2023-01-14 10:30', '2023-01-14 18:40', '2023-01-14 10:42', '2023-01-14 18:45', 5420, 'landed'),
  (2, 'MA102', 'JFK', 'LIS', 1, '2023-01-16 18:00', '2023-01-17 00:40', '2023-01-16 18:00', '2023-01-17 00:30', 5420, 'landed'),
  (3, 'MA210', 'LIS', 'MAD', 4, '2023-02-07 07:15', '2023-02-07 08:35', '2023-02-07 07:50', '2023-02-07 09:05', 513, 'landed'),
  (4, 'MA211', 'MAD', 'LIS', 4, '2023-02-09 17:00', '2023-02-09 18:25', '2023-02-09 17:00', '2023-02-09 18:27', 513, 'landed'),
  (5, 'MA305', 'OPO', 'LHR', 6, '2023-03-18 09:00', '2023-03-18 11:30', '2023-03-18 09:20', '2023-03-18 11:44', 1300, 'landed'),
  (6, 'MA330', 'LIS', 'CDG', 5, '2023-04-03 12:00', '2023-04-03 14:30', '2023-04-03 12:55', '2023-04-03 15:18', 1470, 'landed'),
  (7, 'MA331', 'CDG', 'LIS', 5, '2023-04-08 15:00', '2023-04-08 17:35', '2023-04-08 15:00', '2023-04-08 17:29', 1470, 'landed'),
  (8, 'MA410', 'LIS', 'FNC', 7, '2023-05-21 10:00', '2023-05-21 11:45', '2023-05-21 11:30', '2023-05-21 13:07', 965, 'landed'),
  (9, 'MA101', 'LIS', 'JFK', 2, '2023-06-10 10:30', '2023-06-10 18:40', '2023-06-10 10:30', '2023-06-10 18:25', 5420, 'landed'),
  (10, 'MA501', 'LIS', 'GRU', 9, '2023-07-01 23:00', '2023-07-02 09:00', '2023-07-02 01:20', '2023-07-02 11:00', 7935, 'landed'),
  (11, 'MA502', 'GRU', 'LIS', 9, '2023-07-15 21:30', '2023-07-16 07:00', '2023-07-15 21:55', '2023-07-16 07:11', 7935, 'landed'),
  (12, 'MA220', 'LIS', 'BCN', 8, '2023-08-26 13:00', '2023-08-26 14:50', NULL, NULL, 995, 'cancelled'),
  (13, 'MA411', 'FNC', 'LIS', 7, '2023-10-02 14:00', '2023-10-02 15:40', '2023-10-02 14:16', '2023-10-02 15:59', 965, 'landed'),
  (14, 'MA305', 'OPO', 'LHR', 6, '2023-11-25 09:00', '2023-11-25 11:30', '2023-11-25 09:40', '2023-11-25 12:03', 1300, 'landed'),
  (15, 'MA102', 'JFK', 'LIS', 2, '2023-12-22 18:00', '2023-12-23 00:40', '2023-12-22 19:15', '2023-12-23 01:42', 5420, 'landed'),
  (16, 'MA601', 'LIS', 'BOS', 3, CURRENT_DATE - INTERVAL '150 days' + INTERVAL '11 hours 30 minutes', CURRENT_DATE - INTERVAL '150 days' + INTERVAL '19 hours 10 minutes', CURRENT_DATE - INTERVAL '150 days' + INTERVAL '12 hours', CURRENT_DATE - INTERVAL '150 days' + INTERVAL '19 hours 32 minutes', 5150, 'landed'),
  (17, 'MA602', 'BOS', 'LIS', 3, CURRENT_DATE - INTERVAL '140 days' + INTERVAL '19 hours', CURRENT_DATE - INTERVAL '140 days' + INTERVAL '25 hours 30 minutes', CURRENT_DATE - INTERVAL '140 days' + INTERVAL '19 hours', CURRENT_DATE - INTERVAL '140 days' + INTERVAL '25 hours 26 minutes', 5150, 'landed'),
  (18, 'MA330', 'LIS', 'CDG', 5, CURRENT_DATE - INTERVAL '110 days' + INTERVAL '12 hours', CURRENT_DATE - INTERVAL '110 days' + INTERVAL '14 hours 30 minutes', CURRENT_DATE - INTERVAL '110 days' + INTERVAL '12 hours 10 minutes', CURRENT_DATE - INTERVAL '110 days' + INTERVAL '14 hours 36 minutes', 1470, 'landed'),
  (19, 'MA220', 'LIS', 'BCN', 8, CURRENT_DATE - INTERVAL '80 days' + INTERVAL '13 hours', CURRENT_DATE - INTERVAL '80 days' + INTERVAL '14 hours 50 minutes', CURRENT_DATE - INTERVAL '80 days' + INTERVAL '13 hours 45 minutes', CURRENT_DATE - INTERVAL '80 days' + INTERVAL '15 hours 31 minutes', 995, 'landed'),
  (20, 'MA221', 'BCN', 'LIS', 8, CURRENT_DATE - INTERVAL '75 days' + INTERVAL '16 hours 30 minutes', CURRENT_DATE - INTERVAL '75 days' + INTERVAL '18 hours 25 minutes', CURRENT_DATE - INTERVAL '75 days' + INTERVAL '16 hours 30 minutes', CURRENT_DATE - INTERVAL '75 days' + INTERVAL '18 hours 28 minutes', 995, 'landed'),
  (21, 'MA101', 'LIS', 'JFK', 1, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '8 weeks' + INTERVAL '5 days' + INTERVAL '10 hours 30 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '8 weeks' + INTERVAL '5 days' + INTERVAL '18 hours 40 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '8 weeks' + INTERVAL '5 days' + INTERVAL '10 hours 48 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '8 weeks' + INTERVAL '5 days' + INTERVAL '18 hours 49 minutes', 5420, 'landed'),
  (22, 'MA305', 'OPO', 'LHR', 6, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '8 weeks' + INTERVAL '1 day' + INTERVAL '9 hours', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '8 weeks' + INTERVAL '1 day' + INTERVAL '11 hours 30 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '8 weeks' + INTERVAL '1 day' + INTERVAL '9 hours', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '8 weeks' + INTERVAL '1 day' + INTERVAL '11 hours 28 minutes', 1300, 'landed'),
  (23, 'MA102', 'JFK', 'LIS', 2, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '6 weeks' + INTERVAL '6 days' + INTERVAL '18 hours', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '6 weeks' + INTERVAL '6 days' + INTERVAL '24 hours 40 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '6 weeks' + INTERVAL '6 days' + INTERVAL '19 hours 5 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '6 weeks' + INTERVAL '6 days' + INTERVAL '25 hours 30 minutes', 5420, 'landed'),
  (24, 'MA350', 'LIS', 'LHR', 8, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '6 weeks' + INTERVAL '2 days' + INTERVAL '14 hours 30 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '6 weeks' + INTERVAL '2 days' + INTERVAL '17 hours 10 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '6 weeks' + INTERVAL '2 days' + INTERVAL '14 hours 30 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '6 weeks' + INTERVAL '2 days' + INTERVAL '17 hours 18 minutes', 1564, 'landed'),
  (25, 'MA210', 'LIS', 'MAD', 4, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '5 weeks' + INTERVAL '7 hours 15 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '5 weeks' + INTERVAL '8 hours 35 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '5 weeks' + INTERVAL '7 hours 43 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '5 weeks' + INTERVAL '8 hours 59 minutes', 513, 'landed'),
  (26, 'MA501', 'LIS', 'GRU', 9, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '4 weeks' + INTERVAL '5 days' + INTERVAL '23 hours', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '4 weeks' + INTERVAL '5 days' + INTERVAL '33 hours', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '4 weeks' + INTERVAL '5 days' + INTERVAL '23 hours', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '4 weeks' + INTERVAL '5 days' + INTERVAL '32 hours 40 minutes', 7935, 'landed'),
  (27, 'MA211', 'MAD', 'LIS', 4, CURRENT_DATE - INTERVAL '24 days' + INTERVAL '17 hours', CURRENT_DATE - INTERVAL '24 days' + INTERVAL '18 hours 25 minutes', CURRENT_DATE - INTERVAL '24 days' + INTERVAL '17 hours 15 minutes', CURRENT_DATE - INTERVAL '24 days' + INTERVAL '18 hours 37 minutes', 513, 'landed'),
  (28, 'MA220', 'LIS', 'BCN', 5, CURRENT_DATE - INTERVAL '18 days' + INTERVAL '13 hours', CURRENT_DATE - INTERVAL '18 days' + INTERVAL '14 hours 50 minutes', CURRENT_DATE - INTERVAL '18 days' + INTERVAL '13 hours', CURRENT_DATE - INTERVAL '18 days' + INTERVAL '14 hours 51 minutes', 995, 'landed'),
  (29, 'MA340', 'OPO', 'CDG', 6, CURRENT_DATE - INTERVAL '16 days' + INTERVAL '8 hours 20 minutes', CURRENT_DATE - INTERVAL '16 days' + INTERVAL '10 hours 35 minutes', NULL, NULL, 1220, 'cancelled'),
  (30, 'MA210', 'LIS', 'MAD', 8, CURRENT_DATE - INTERVAL '13 days' + INTERVAL '7 hours 15 minutes', CURRENT_DATE - INTERVAL '13 days' + INTERVAL '8 hours 35 minutes', CURRENT_DATE - INTERVAL '13 days' + INTERVAL '8 hours 7 minutes', CURRENT_DATE - INTERVAL '13 days' + INTERVAL '9 hours 22 minutes', 513, 'landed'),
  (31, 'MA360', 'LIS', 'FRA', 5, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '5 days' + INTERVAL '16 hours', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '5 days' + INTERVAL '19 hours', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '5 days' + INTERVAL '16 hours 22 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '5 days' + INTERVAL '19 hours 18 minutes', 1874, 'landed'),
  (32, 'MA102', 'JFK', 'LIS', 1, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '6 days' + INTERVAL '18 hours', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '6 days' + INTERVAL '24 hours 40 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '6 days' + INTERVAL '18 hours', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '6 days' + INTERVAL '24 hours 33 minutes', 5420, 'landed'),
  (33, 'MA350', 'LIS', 'LHR', 8, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '2 days' + INTERVAL '14 hours 30 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '2 days' + INTERVAL '17 hours 10 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '2 days' + INTERVAL '15 hours 3 minutes', DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '2 days' + INTERVAL '17 hours 39 minutes', 1564, 'landed'),
  (34, 'MA410', 'LIS', 'FNC', 7, CURRENT_DATE - INTERVAL '4 days' + INTERVAL '10 hours', CURRENT_DATE - INTERVAL '4 days' + INTERVAL '11 hours 45 minutes', CURRENT_DATE - INTERVAL '4 days' + INTERVAL '10 hours', CURRENT_DATE - INTERVAL '4 days' + INTERVAL '11 hours 49 minutes', 965, 'landed'),
  (35, 'MA332', 'LIS', 'ORY', 5, CURRENT_DATE - INTERVAL '2 days' + INTERVAL '17 hours 30 minutes', CURRENT_DATE - INTERVAL '2 days' + INTERVAL '20 hours', CURRENT_DATE - INTERVAL '2 days' + INTERVAL '19 hours 20 minutes', CURRENT_DATE - INTERVAL '2 days' + INTERVAL '21 hours 44 minutes', 1440, 'diverted'),
  (36, 'MA101', 'LIS', 'JFK', 2, CURRENT_DATE + INTERVAL '9 days' + INTERVAL '10 hours 30 minutes', CURRENT_DATE + INTERVAL '9 days' + INTERVAL '18 hours 40 minutes', NULL, NULL, 5420, 'scheduled'),
  (37, 'MA340', 'OPO', 'CDG', 6, CURRENT_DATE + INTERVAL '15 days' + INTERVAL '8 hours 20 minutes', CURRENT_DATE + INTERVAL '15 days' + INTERVAL '10 hours 35 minutes', NULL, NULL, 1220, 'scheduled'),
  (38, 'MA501', 'LIS', 'GRU', 9, CURRENT_DATE + INTERVAL '21 days' + INTERVAL '23 hours', CURRENT_DATE + INTERVAL '21 days' + INTERVAL '33 hours', NULL, NULL, 7935, 'scheduled'),
  (39, 'MA221', 'BCN', 'LIS', 8, CURRENT_DATE + INTERVAL '34 days' + INTERVAL '16 hours 30 minutes', CURRENT_DATE + INTERVAL '34 days' + INTERVAL '18 hours 25 minutes', NULL, NULL, 995, 'scheduled');

-- passengers
INSERT INTO passengers (id, first_name, last_name, email, phone, date_of_birth, nationality, crtd_ts)
VALUES
  (1, 'Ines', 'Carvalho', 'ines.carvalho@sapo.pt', '+351-912-000-101', '1988-04-12', 'Portugal', NOW() - INTERVAL '5 years'),
  (2, 'Tiago', 'Moreira', 'tiago.moreira@sapo.pt', '+351-912-000-102', '1979-09-30', 'Portugal', NOW() - INTERVAL '4 years'),
  (3, 'Lucia', 'Fernandez', 'lucia.fernandez@correo.es', '+34-600-000-103', '1992-02-18', 'Spain', NOW() - INTERVAL '4 years'),
  (4, 'Pablo', 'Ortega', 'pablo.ortega@correo.es', '+34-600-000-104', '1985-07-07', 'Spain', NOW() - INTERVAL '3 years'),
  (5, 'Camille', 'Laurent', 'camille.laurent@orange.fr', '+33-600-000-105', '1990-11-23', 'France', NOW() - INTERVAL '3 years'),
  (6, 'Hugo', 'Petit', 'hugo.petit@gmail.com', '+33-600-000-106', '1968-01-15', 'France', NOW() - INTERVAL '3 years'),
  (7, 'Oliver', 'Harrison', 'oliver.harrison@gmail.com', '+44-7700-000107', '1975-03-02', 'United Kingdom', NOW() - INTERVAL '5 years'),
  (8, 'Grace', 'Thompson', 'grace.thompson@outlook.com', '+44-7700-000108', '1999-12-19', 'United Kingdom', NOW() - INTERVAL '2 years'),
  (9, 'Ethan', 'Jackson', 'ethan.jackson@gmail.com', '+1-617-555-0109', '1982-06-25', 'United States', NOW() - INTERVAL '4 years'),
  (10, 'Madison', 'Reed', 'madison.reed@yahoo.com', '+1-212-555-0110', '1995-08-14', 'United States', NOW() - INTERVAL '3 years'),
  (11, 'Noah', 'Robinson', 'NOAH.ROBINSON@GMAIL.COM', '+1-646-555-0111', '1971-10-05', 'United States', NOW() - INTERVAL '2 years'),
  (12, 'Rafael', 'Souza', 'rafael.souza@uol.com.br', '+55-11-90000-0112', '1987-05-29', 'Brazil', NOW() - INTERVAL '3 years'),
  (13, 'Beatriz', 'Almeida', 'beatriz.almeida@uol.com.br', '+55-11-90000-0113', '1993-03-11', 'Brazil', NOW() - INTERVAL '2 years'),
  (14, 'Jonas', 'Becker', 'jonas.becker@web.de', '+49-151-0000114', '1980-01-27', 'Germany', NOW() - INTERVAL '2 years'),
  (15, 'Lena', 'Hoffmann', 'lena.hoffmann@web.de', '+49-151-0000115', '2001-07-16', 'Germany', NOW() - INTERVAL '400 days'),
  (16, 'Marta', 'Pinto', 'marta.pinto@sapo.pt', '+351-912-000-116', '1964-12-01', 'Portugal', NOW() - INTERVAL '300 days'),
  (17, 'Erik', 'Johansson', 'erik.johansson@gmail.com', '+46-70-000-0117', '1977-02-09', 'Sweden', NOW() - INTERVAL '200 days'),
  (18, 'Sara', 'Nilsson', 'sara.nilsson@telia.se', '+46-70-000-0118', '1998-04-21', 'Sweden', NOW() - INTERVAL '170 days'),
  (19, 'Youssef', 'Amrani', 'youssef.amrani@menara.ma', '+212-600-000119', '1984-08-08', 'Morocco', NOW() - INTERVAL '120 days'),
  (20, 'Claire', 'Dubois', 'claire.dubois@orange.fr', '+33-600-000-120', '2003-09-17', 'France', NOW() - INTERVAL '45 days');

-- loyalty_accounts
INSERT INTO loyalty_accounts (id, passenger_id, membership_number, tier, miles_balance, enrolled_on)
VALUES
  (1, 1, 'MM-100001', 'Gold', 48200, '2019-06-01'),
  (2, 2, 'MM-100002', 'Silver', 21750, '2020-01-20'),
  (3, 3, 'MM-100003', 'Bronze', 6400, '2021-05-14'),
  (4, 5, 'MM-100004', 'Silver', 18300, '2021-09-09'),
  (5, 7, 'MM-100005', 'Platinum', 132500, '2018-03-03'),
  (6, 9, 'MM-100006', 'Gold', 61900, '2020-10-28'),
  (7, 10, 'MM-100007', 'Bronze', 8150, '2022-02-02'),
  (8, 11, 'MM-100008', 'Platinum', 98700, '2022-07-19'),
  (9, 12, 'MM-100009', 'Gold', 55100, '2022-11-11'),
  (10, 13, 'MM-100010', 'Bronze', 3900, '2023-04-25'),
  (11, 14, 'MM-100011', 'Silver', 24600, '2023-01-08'),
  (12, 16, 'MM-100012', 'Bronze', 1200, CURRENT_DATE - INTERVAL '290 days'),
  (13, 17, 'MM-100013', 'Bronze', 2750, CURRENT_DATE - INTERVAL '190 days'),
  (14, 19, 'MM-100014', 'Silver', 15050, CURRENT_DATE - INTERVAL '115 days');

-- bookings
INSERT INTO bookings (id, record_locator, booked_by, booking_date, channel, payment_method)
VALUES
  (1, 'QX7LMA', 1, '2022-12-28', 'website', 'credit_card'),
  (2, 'KD2RTP', 7, '2023-01-10', 'mobile_app', 'credit_card'),
  (3, 'ZB9WQE', 3, '2023-01-31', 'travel_agency', 'bank_transfer'),
  (4, 'HJ4TYU', 8, '2023-03-02', 'website', 'debit_card'),
  (5, 'MN6CVB', 5, '2023-03-19', 'website', 'credit_card'),
  (6, 'PL3OKI', 6, '2023-04-01', 'call_center', 'credit_card'),
  (7, 'TR8ESW', 2, '2023-05-08', 'mobile_app', 'debit_card'),
  (8, 'UY5HGF', 9, '2023-05-17', 'website', 'credit_card'),
  (9, 'VB1NML', 12, '2023-06-12', 'travel_agency', 'bank_transfer'),
  (10, 'XC0ASD', 4, '2023-08-11', 'website', 'credit_card'),
  (11, 'WE7RTY', 16, '2023-09-20', 'airport_desk', 'cash'),
  (12, 'GH2JKL', 14, '2023-11-03', 'mobile_app', 'credit_card'),
  (13, 'DF6GHJ', 10, '2023-12-01', 'website', 'credit_card'),
  (14, 'SA9PQW', 11, CURRENT_DATE - INTERVAL '171 days', 'website', 'credit_card'),
  (15, 'ER4TZX', 17, CURRENT_DATE - INTERVAL '160 days', 'mobile_app', 'debit_card'),
  (16, 'CV8BNM', 5, CURRENT_DATE - INTERVAL '125 days', 'website', 'credit_card'),
  (17, 'LK5JHG', 3, CURRENT_DATE - INTERVAL '104 days', 'travel_agency', 'bank_transfer'),
  (18, 'OP1IUY', 13, CURRENT_DATE - INTERVAL '97 days', 'mobile_app', 'credit_card'),
  (19, 'RE3WQA', 7, CURRENT_DATE - INTERVAL '84 days', 'website', 'credit_card'),
  (20, 'TY6UIO', 9, CURRENT_DATE - INTERVAL '72 days', 'call_center', 'credit_card'),
  (21, 'NB4VCX', 8, CURRENT_DATE - INTERVAL '67 days', 'website', 'debit_card'),
  (22, 'ZX2CVB', 2, CURRENT_DATE - INTERVAL '54 days', 'mobile_app', 'debit_card'),
  (23, 'AS8DFG', 12, CURRENT_DATE - INTERVAL '48 days', 'website', 'credit_card'),
  (24, 'HG7FDS', 19, CURRENT_DATE - INTERVAL '41 days', 'travel_agency', 'bank_transfer'),
  (25, 'JK3LPO', 15, CURRENT_DATE - INTERVAL '36 days', 'website', 'credit_card'),
  (26, 'UI9YTR', 1, CURRENT_DATE - INTERVAL '26 days', 'mobile_app', 'credit_card'),
  (27, 'EW5QAZ', 14, CURRENT_DATE - INTERVAL '22 days', 'website', 'credit_card'),
  (28, 'SX1EDC', 16, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week', 'website', 'debit_card'),
  (29, 'RF4VTG', 11, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '1 day', 'mobile_app', 'credit_card'),
  (30, 'BY6HNU', 18, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '1 day', 'website', 'credit_card'),
  (31, 'JM2IKO', 10, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '4 days', 'call_center', 'credit_card'),
  (32, 'LP8MNB', 4, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '6 days', 'website', 'credit_card'),
  (33, 'YH7UJM', 13, CURRENT_DATE - INTERVAL '5 days', 'mobile_app', 'credit_card'),
  (34, 'IK3OLP', 6, CURRENT_DATE - INTERVAL '3 days', 'airport_desk', 'cash'),
  (35, 'QA5WSX', 7, CURRENT_DATE - INTERVAL '1 day', 'website', 'credit_card');

-- tickets
INSERT INTO tickets (id, ticket_number, booking_id, passenger_id, flight_id, cabin, fare_amount, tax_amount, seat_number, status)
VALUES
  (1, '047-2100037', 1, 1, 1, 'business', 2140.00, 96.40, '2A', 'flown'),
  (2, '047-2100074', 1, 2, 1, 'economy', 512.00, 96.40, '24C', 'flown'),
  (3, '047-2100111', 1, 1, 2, 'business', 1985.00, 88.10, '2C', 'flown'),
  (4, '047-2100148', 1, 2, 2, 'economy', 498.50, 88.10, '25C', 'flown'),
  (5, '047-2100185', 2, 7, 2, 'premium_economy', 890.00, 88.10, '11A', 'flown'),
  (6, '047-2100222', 3, 3, 3, 'economy', 84.90, 21.30, '14F', 'flown'),
  (7, '047-2100259', 3, 3, 4, 'economy', 79.90, 24.75, '15F', 'flown'),
  (8, '047-2100296', 3, 4, 3, 'economy', 92.40, 21.30, '14E', 'no_show'),
  (9, '047-2100333', 4, 8, 5, 'economy', 118.20, 34.60, '9D', 'flown'),
  (10, '047-2100370', 5, 5, 6, 'economy', 146.00, 28.50, '7B', 'flown'),
  (11, '047-2100407', 5, 5, 7, 'economy', 139.50, 31.20, '8B', 'flown'),
  (12, '047-2100444', 5, 6, 6, 'business', 410.00, 28.50, '1A', 'flown'),
  (13, '047-2100481', 6, 6, 7, 'business', 395.00, 31.20, '1C', 'flown'),
  (14, '047-2100518', 7, 2, 8, 'economy', 101.30, 18.90, '12A', 'refunded'),
  (15, '047-2100555', 7, 16, 8, 'economy', 97.80, 18.90, '12B', 'flown'),
  (16, '047-2100592', 8, 9, 9, 'premium_economy', 925.00, 96.40, '10K', 'flown'),
  (17, '047-2100629', 8, 10, 9, 'economy', 534.00, 96.40, '31D', 'flown'),
  (18, '047-2100666', 9, 12, 10, 'business', 2675.00, 112.00, '3A', 'flown'),
  (19, '047-2100703', 9, 13, 10, 'economy', 688.00, 112.00, '28H', 'flown'),
  (20, '047-2100740', 9, 12, 11, 'business', 2590.00, 104.50, '3D', 'flown'),
  (21, '047-2100777', 10, 4, 12, 'economy', 112.60, 22.80, '18C', 'refunded'),
  (22, '047-2100814', 10, 3, 12, 'economy', 115.10, 22.80, '18D', 'refunded'),
  (23, '047-2100851', 11, 16, 13, 'economy', 94.20, 17.60, '6A', 'flown'),
  (24, '047-2100888', 12, 14, 14, 'economy', 124.75, 34.60, '10C', 'flown'),
  (25, '047-2100925', 12, 15, 14, 'economy', 121.25, 34.60, '10D', 'no_show'),
  (26, '047-2100962', 13, 10, 15, 'economy', 566.00, 88.10, '29A', 'flown'),
  (27, '047-2100999', 13, 11, 15, 'business', 2210.00, 88.10, '4F', 'flown'),
  (28, '047-2101036', 14, 11, 16, 'business', 1870.00, 91.20, '1D', 'flown'),
  (29, '047-2101073', 14, 11, 17, 'business', 1795.00, 86.30, '1F', 'flown'),
  (30, '047-2101110', 15, 17, 16, 'economy', 472.30, 91.20, '22B', 'flown'),
  (31, '047-2101147', 16, 5, 18, 'economy', 151.40, 28.50, '9A', 'flown'),
  (32, '047-2101184', 16, 20, 18, 'economy', 148.90, 28.50, '9B', 'flown'),
  (33, '047-2101221', 17, 3, 19, 'economy', 109.70, 22.80, '16A', 'flown'),
  (34, '047-2101258', 17, 4, 20, 'economy', 105.20, 23.90, '16B', 'flown'),
  (35, '047-2101295', 18, 13, 20, 'premium_economy', 188.60, 23.90, '5C', 'flown'),
  (36, '047-2101332', 19, 7, 21, 'business', 2255.00, 96.40, '2D', 'flown'),
  (37, '047-2101369', 19, 8, 21, 'premium_economy', 948.00, 96.40, '12D', 'flown'),
  (38, '047-2101406', 20, 9, 23, 'premium_economy', 905.00, 88.10, '10A', 'flown'),
  (39, '047-2101443', 21, 8, 22, 'economy', 127.90, 34.60, '8F', 'flown'),
  (40, '047-2101480', 21, 7, 24, 'economy', 133.40, 35.10, '7F', 'no_show'),
  (41, '047-2101517', 22, 2, 25, 'economy', 88.60, 21.30, '19A', 'flown'),
  (42, '047-2101554', 22, 2, 27, 'economy', 83.20, 24.75, '19B', 'flown'),
  (43, '047-2101591', 23, 12, 26, 'business', 2720.00, 112.00, '3C', 'flown'),
  (44, '047-2101628', 23, 13, 26, 'premium_economy', 1240.00, 112.00, '14C', 'refunded'),
  (45, '047-2101665', 24, 19, 28, 'economy', 119.30, 22.80, '21A', 'flown'),
  (46, '047-2101702', 24, 19, 29, 'economy', 129.80, 29.40, '21C', 'refunded'),
  (47, '047-2101739', 25, 15, 29, 'economy', 136.20, 29.40, '17A', 'refunded'),
  (48, '047-2101776', 25, 14, 31, 'economy', 178.50, 41.70, '17B', 'flown'),
  (49, '047-2101813', 26, 1, 30, 'business', 365.00, 21.30, '1B', 'flown'),
  (50, '047-2101850', 26, 16, 30, 'economy', 95.60, 21.30, '20D', 'flown'),
  (51, '047-2101887', 27, 14, 31, 'business', 640.00, 41.70, '2B', 'no_show'),
  (52, '047-2101924', 28, 16, 34, 'economy', 99.40, 18.90, '11C', 'flown'),
  (53, '047-2101961', 29, 11, 36, 'business', 2310.00, 96.40, '3F', 'open'),
  (54, '047-2101998', 30, 18, 35, 'economy', 143.70, 27.40, '13A', 'flown'),
  (55, '047-2102035', 31, 10, 36, 'premium_economy', 972.00, 96.40, '12A', 'open'),
  (56, '047-2102072', 32, 4, 37, 'economy', 131.90, 29.40, '15A', 'open'),
  (57, '047-2102109', 33, 13, 38, 'economy', 715.00, 112.00, '30C', 'open'),
  (58, '047-2102146', 34, 6, 37, 'business', 428.00, 29.40, '1D', 'open'),
  (59, '047-2102183', 35, 7, 39, 'economy', 114.30, 23.90, '8A', 'open'),
  (60, '047-2102220', 35, 8, 39, 'economy', 116.80, 23.90, '8B', 'refunded');

-- refunds
INSERT INTO refunds (id, ticket_id, refund_date, refund_amount, reason)
VALUES
  (1, 14, '2023-05-15', 60.00, 'customer_request'),
  (2, 14, '2023-05-29', 20.00, 'goodwill'),
  (3, 21, '2023-08-28', 112.60, 'flight_cancelled'),
  (4, 22, '2023-08-29', 115.10, 'flight_cancelled'),
  (5, 13, '2023-04-20', 45.00, 'goodwill'),
  (6, 44, CURRENT_DATE - INTERVAL '39 days', 800.00, 'customer_request'),
  (7, 44, CURRENT_DATE - INTERVAL '34 days', 150.00, 'goodwill'),
  (8, 46, CURRENT_DATE - INTERVAL '14 days', 129.80, 'flight_cancelled'),
  (9, 47, CURRENT_DATE - INTERVAL '12 days', 136.20, 'flight_cancelled'),
  (10, 49, CURRENT_DATE - INTERVAL '9 days', 55.00, 'goodwill'),
  (11, 54, CURRENT_DATE - INTERVAL '1 day', 40.00, 'goodwill'),
  (12, 60, CURRENT_DATE, 90.00, 'customer_request');

-- crew_members
INSERT INTO crew_members (id, first_name, last_name, email, position, base_airport, hire_date, termination_date)
VALUES
  (1, 'Miguel', 'Antunes', 'miguel.antunes@meridianair.com', 'Captain', 'LIS', '2012-03-01', NULL),
  (2, 'Helena', 'Vaz', 'helena.vaz@meridianair.com', 'Captain', 'LIS', '2015-09-14', NULL),
  (3, 'Duarte', 'Lopes', 'duarte.lopes@meridianair.com', 'Captain', 'OPO', '2010-05-10', '2023-06-30'),
  (4, 'Sofia', 'Ramos', 'sofia.ramos@meridianair.com', 'First Officer', 'LIS', '2018-02-19', NULL),
  (5, 'Andre', 'Matos', 'andre.matos@meridianair.com', 'First Officer', 'OPO', '2019-07-22', NULL),
  (6, 'Paula', 'Neves', 'paula.neves@meridianair.com', 'First Officer', 'LIS', '2021-11-08', '2023-11-30'),
  (7, 'Rita', 'Coelho', 'rita.coelho@meridianair.com', 'Purser', 'LIS', '2014-04-04', NULL),
  (8, 'Joao', 'Teixeira', 'joao.teixeira@meridianair.com', 'Purser', 'OPO', '2016-10-17', NULL),
  (9, 'Carla', 'Mendes', 'carla.mendes@meridianair.com', 'Flight Attendant', 'LIS', '2022-05-16', NULL),
  (10, 'Bruno', 'Faria', 'bruno.faria@meridianair.com', 'Flight Attendant', 'LIS', '2022-09-05', '2023-05-31'),
  (11, 'Diana', 'Rocha', 'diana.rocha@meridianair.com', 'Flight Attendant', 'OPO', '2023-02-13', NULL),
  (12, 'Nuno', 'Sales', 'nuno.sales@meridianair.com', 'Flight Attendant', 'LIS', '2017-06-26', NULL),
  (13, 'Teresa', 'Cunha', 'teresa.cunha@meridianair.com', 'Captain', 'MAD', CURRENT_DATE - INTERVAL '400 days', NULL),
  (14, 'Vasco', 'Lima', 'vasco.lima@meridianair.com', 'Flight Attendant', 'LIS', CURRENT_DATE - INTERVAL '60 days', CURRENT_DATE - INTERVAL '20 days'),
  (15, 'Marina', 'Duarte', 'marina.duarte@meridianair.com', 'Flight Attendant', 'FNC', CURRENT_DATE - INTERVAL '35 days', NULL),
  (16, 'Filipe', 'Gomes', 'filipe.gomes@meridianair.com', 'First Officer', 'LIS', CURRENT_DATE - INTERVAL '10 days', NULL);

-- flight_crew
INSERT INTO flight_crew (id, flight_id, crew_member_id, duty_minutes)
VALUES
  (1, 1, 2, 550),
  (2, 1, 6, 565),
  (3, 2, 3, 460),
  (4, 2, 4, 460),
  (5, 3, 3, 140),
  (6, 3, 5, 155),
  (7, 4, 3, 145),
  (8, 5, 3, 210),
  (9, 5, 7, 210),
  (10, 6, 1, 210),
  (11, 6, 10, 225),
  (12, 7, 1, 215),
  (13, 8, 1, 165),
  (14, 8, 12, 180),
  (15, 9, 1, 550),
  (16, 9, 5, 550),
  (17, 10, 1, 660),
  (18, 10, 11, 660),
  (19, 11, 1, 630),
  (20, 13, 1, 160),
  (21, 13, 8, 175),
  (22, 14, 1, 210),
  (23, 14, 5, 240),
  (24, 15, 2, 460),
  (25, 15, 9, 490),
  (26, 16, 1, 520),
  (27, 16, 4, 550),
  (28, 17, 13, 450),
  (29, 18, 1, 210),
  (30, 18, 7, 210),
  (31, 19, 13, 170),
  (32, 19, 11, 170),
  (33, 20, 13, 175),
  (34, 21, 13, 550),
  (35, 21, 5, 565),
  (36, 22, 13, 210),
  (37, 22, 9, 225),
  (38, 23, 2, 460),
  (39, 23, 8, 490),
  (40, 24, 2, 220),
  (41, 24, 7, 235),
  (42, 25, 1, 140),
  (43, 25, 12, 140),
  (44, 26, 13, 660),
  (45, 26, 12, 660),
  (46, 27, 1, 145),
  (47, 27, 9, 160),
  (48, 28, 13, 170),
  (49, 30, 2, 140),
  (50, 30, 11, 155),
  (51, 31, 2, 240),
  (52, 31, 9, 240),
  (53, 32, 1, 460),
  (54, 32, 9, 475),
  (55, 33, 1, 220),
  (56, 33, 12, 235),
  (57, 34, 1, 165),
  (58, 34, 8, 180),
  (59, 35, 1, 210),
  (60, 35, 11, 210);

-- flight_delays
INSERT INTO flight_delays (id, flight_id, cause, delay_minutes)
VALUES
  (1, 1, 'air_traffic_control', 12),
  (2, 3, 'weather', 35),
  (3, 5, 'late_aircraft', 20),
  (4, 6, 'technical', 40),
  (5, 6, 'air_traffic_control', 15),
  (6, 8, 'weather', 90),
  (7, 10, 'technical', 95),
  (8, 10, 'crew', 45),
  (9, 11, 'air_traffic_control', 25),
  (10, 13, 'late_aircraft', 16),
  (11, 14, 'weather', 40),
  (12, 15, 'weather', 50),
  (13, 15, 'late_aircraft', 25),
  (14, 16, 'crew', 30),
  (15, 18, 'air_traffic_control', 10),
  (16, 19, 'technical', 45),
  (17, 21, 'late_aircraft', 18),
  (18, 23, 'weather', 42),
  (19, 23, 'crew', 23),
  (20, 25, 'air_traffic_control', 28),
  (21, 27, 'late_aircraft', 15),
  (22, 30, 'technical', 52),
  (23, 31, 'crew', 22),
  (24, 33, 'late_aircraft', 33),
  (25, 35, 'weather', 80),
  (26, 35, 'air_traffic_control', 30);
