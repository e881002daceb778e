CREATE TABLE branches (
  id SERIAL PRIMARY KEY,
  branch_name TEXT NOT NULL,
  street TEXT NOT NULL,
  district TEXT NOT NULL, -- district of the city the branch lies in
  opened_on DATE NOT NULL,
  floor_area_sqm INTEGER NOT NULL,
  has_study_room BOOLEAN NOT NULL
);

CREATE TABLE staff (
  id SERIAL PRIMARY KEY,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  email VARCHAR(255) NOT NULL UNIQUE,
  job_title TEXT NOT NULL,
  branch_id INTEGER NOT NULL, -- branch where the person works
  hired_on DATE NOT NULL,
  left_on DATE, -- last day of work, empty while employed
  hourly_wage NUMERIC(6, 2) NOT NULL
);

CREATE TABLE members (
  id SERIAL PRIMARY KEY,
  card_number VARCHAR(10) NOT NULL UNIQUE,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  email VARCHAR(255),
  birth_date DATE NOT NULL,
  membership_type TEXT NOT NULL, -- values: adult, student, child, senior
  home_branch_id INTEGER NOT NULL, -- branch the member signed up at
  joined_on DATE NOT NULL
);

CREATE TABLE authors (
  id SERIAL PRIMARY KEY,
  author_name TEXT NOT NULL,
  country TEXT NOT NULL,
  birth_year INTEGER NOT NULL
);

CREATE TABLE books (
  id SERIAL PRIMARY KEY,
  title TEXT NOT NULL,
  author_id INTEGER NOT NULL,
  isbn VARCHAR(17) NOT NULL UNIQUE,
  genre TEXT NOT NULL,
  publisher TEXT NOT NULL,
  publication_year INTEGER NOT NULL,
  list_price NUMERIC(6, 2) NOT NULL
);

CREATE TABLE copies (
  id SERIAL PRIMARY KEY,
  book_id INTEGER NOT NULL,
  branch_id INTEGER NOT NULL, -- branch that owns the copy
  barcode VARCHAR(12) NOT NULL UNIQUE,
  condition TEXT NOT NULL, -- values: new, good, worn, damaged
  acquired_on DATE NOT NULL,
  withdrawn_on DATE -- day the copy was taken out of the collection
);

CREATE TABLE loans (
  id SERIAL PRIMARY KEY,
  copy_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  staff_id INTEGER NOT NULL, -- person who checked the copy out
  loan_date DATE NOT NULL,
  due_date DATE NOT NULL,
  return_date DATE, -- empty while the copy is out
  renewals INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE holds (
  id SERIAL PRIMARY KEY,
  book_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  pickup_branch_id INTEGER NOT NULL,
  placed_on DATE NOT NULL,
  ready_on DATE, -- day a copy was put aside for the member
  status TEXT NOT NULL -- values: waiting, ready, collected, cancelled, expired
);

CREATE TABLE fines (
  id SERIAL PRIMARY KEY,
  loan_id INTEGER NOT NULL,
  assessed_on DATE NOT NULL,
  fine_amount NUMERIC(6, 2) NOT NULL,
  reason TEXT NOT NULL -- values: overdue, damage, lost
);

CREATE TABLE fine_payments (
  id SERIAL PRIMARY KEY,
  fine_id INTEGER NOT NULL,
  paid_on DATE NOT NULL,
  paid_amount NUMERIC(6, 2) NOT NULL,
  payment_method TEXT NOT NULL -- values: cash, card, online
);

CREATE TABLE daily_visits (
  id SERIAL PRIMARY KEY,
  branch_id INTEGER NOT NULL,
  visit_date DATE NOT NULL,
  visitor_count INTEGER NOT NULL,
  program_attendance INTEGER NOT NULL -- visitors who came to an event of the branch
);


-- branches
INSERT INTO branches (id, branch_name, street, district, opened_on, floor_area_sqm, has_study_room)
VALUES
  (1, 'Central Library', '12 Market Square', 'Old Town', '1931-05-04', 5200, TRUE),
  (2, 'Harbor Point', '8 Quay Road', 'Docklands', '1978-09-18', 1400, TRUE),
  (3, 'Elm Park', '77 Elm Avenue', 'Northside', '1964-03-02', 1150, FALSE),
  (4, 'Riverside', '3 Mill Lane', 'Westbank', '1996-10-21', 900, TRUE),
  (5, 'Hillcrest', '140 Summit Drive', 'Northside', '2008-06-16', 760, FALSE),
  (6, 'Station Square', '1 Platform Street', 'Docklands', '2019-02-11', 430, FALSE),
  (7, 'Meadow Lane', '25 Meadow Lane', 'Westbank', CURRENT_DATE - INTERVAL '50 days', 510, TRUE);

-- staff
INSERT INTO staff (id, first_name, last_name, email, job_title, branch_id, hired_on, left_on, hourly_wage)
VALUES
  (1, 'Margaret', 'Hale', 'margaret.hale@citylibrary.org', 'Branch Manager', 1, '2004-03-15', NULL, 38.50),
  (2, 'Victor', 'Nkemelu', 'victor.nkemelu@citylibrary.org', 'Librarian', 1, '2013-08-05', NULL, 29.75),
  (3, 'Alice', 'Brandt', 'alice.brandt@citylibrary.org', 'Library Assistant', 1, '2019-01-14', '2023-07-31', 21.40),
  (4, 'Jerome', 'Castell', 'jerome.castell@citylibrary.org', 'Branch Manager', 2, '2010-10-04', NULL, 35.20),
  (5, 'Nadia', 'Rahim', 'nadia.rahim@citylibrary.org', 'Librarian', 2, '2020-02-24', NULL, 27.90),
  (6, 'Peter', 'Lindqvist', 'peter.lindqvist@citylibrary.org', 'Branch Manager', 3, '2008-05-19', NULL, 36.10),
  (7, 'Joan', 'Mbeki', 'joan.mbeki@citylibrary.org', 'Library Assistant', 3, '2021-06-07', NULL, 22.15),
  (8, 'Carlos', 'Ibarra', 'carlos.ibarra@citylibrary.org', 'Librarian', 4, '2016-09-12', NULL, 28.60),
  (9, 'Wendy', 'Foss', 'wendy.foss@citylibrary.org', 'Branch Manager', 5, '2014-04-28', NULL, 34.00),
  (10, 'Liam', 'Doran', 'liam.doran@citylibrary.org', 'Library Assistant', 5, '2022-10-17', '2023-04-28', 20.80),
  (11, 'Hannah', 'Weiss', 'hannah.weiss@citylibrary.org', 'Librarian', 6, '2019-02-04', NULL, 28.10),
  (12, 'Samuel', 'Otieno', 'samuel.otieno@citylibrary.org', 'IT Technician', 1, '2018-11-19', NULL, 31.30),
  (13, 'Grace', 'Palmer', 'grace.palmer@citylibrary.org', 'Branch Manager', 7, CURRENT_DATE - INTERVAL '75 days', NULL, 33.25),
  (14, 'Rory', 'Keane', 'rory.keane@citylibrary.org', 'Library Assistant', 2, CURRENT_DATE - INTERVAL '150 days', CURRENT_DATE - INTERVAL '64 days', 20.50);

-- members
INSERT INTO members (id, card_number, first_name, last_name, email, birth_date, membership_type, home_branch_id, joined_on)
VALUES
  (1, 'LC20417', 'Laura', 'Bennett', 'laura.bennett@example.com', '1984-02-11', 'adult', 1, '2016-04-20'),
  (2, 'LC20434', 'Samir', 'Khoury', 'samir.khoury@mailbox.org', '1977-06-29', 'adult', 1, '2018-09-03'),
  (3, 'LC20451', 'Edith', 'Crowley', 'edith.crowley@example.com', '1949-12-08', 'senior', 3, '2009-01-26'),
  (4, 'LC20468', 'Maya', 'Iyer', 'maya.iyer@cityuni.edu', '2003-03-17', 'student', 5, '2021-09-10'),
  (5, 'LC20485', 'Gordon', 'Blake', 'gordon.blake@example.com', '1969-10-02', 'adult', 2, '2022-01-15'),
  (6, 'LC20502', 'Theo', 'Fischer', NULL, '2015-07-21', 'child', 3, '2020-10-03'),
  (7, 'LC20519', 'Anna', 'Kowalski', 'anna.kowalski@mailbox.org', '1990-05-05', 'adult', 4, '2022-12-30'),
  (8, 'LC20536', 'Kwame', 'Mensah', 'kwame.mensah@cityuni.edu', '2002-11-13', 'student', 6, '2021-02-22'),
  (9, 'LC20553', 'Julia', 'Santos', 'julia.santos@example.com', '1988-08-19', 'adult', 2, '2019-05-27'),
  (10, 'LC20570', 'Walter', 'Griggs', NULL, '1944-04-30', 'senior', 1, '2005-06-14'),
  (11, 'LC20587', 'Denise', 'Okoye', 'denise.okoye@example.com', '1981-01-09', 'adult', 5, '2017-03-08'),
  (12, 'LC20604', 'Ruby', 'Tan', NULL, '2016-09-25', 'child', 1, '2022-08-11'),
  (13, 'LC20621', 'Patrick', 'Doyle', 'patrick.doyle@mailbox.org', '1973-12-22', 'adult', 3, '2023-02-20'),
  (14, 'LC20638', 'Leila', 'Hosseini', 'leila.hosseini@cityuni.edu', '2004-06-06', 'student', 1, '2023-10-02'),
  (15, 'LC20655', 'Oscar', 'Lund', NULL, '2014-01-31', 'child', 4, '2023-05-13'),
  (16, 'LC20672', 'Irene', 'Vasquez', 'irene.vasquez@example.com', '1995-10-10', 'adult', 2, '2023-07-07'),
  (17, 'LC20689', 'Felix', 'Moreau', 'felix.moreau@cityuni.edu', '2005-02-14', 'student', 6, CURRENT_DATE - INTERVAL '130 days'),
  (18, 'LC20706', 'Bianca', 'Rossi', 'bianca.rossi@example.com', '1992-07-03', 'adult', 7, CURRENT_DATE - INTERVAL '25 days');

-- authors
INSERT INTO authors (id, author_name, country, birth_year)
VALUES
  (1, 'Elena Marsh', 'United Kingdom', 1968),
  (2, 'Fiona McBride', 'Ireland', 1974),
  (3, 'Omar Haddad', 'Egypt', 1959),
  (4, 'Yuki Tanaka', 'Japan', 1981),
  (5, 'Thomas Ashdown', 'United States', 1942),
  (6, 'Rosa Gardiner', 'United Kingdom', 1955),
  (7, 'Henrik Solberg', 'Norway', 1963),
  (8, 'Priya Raman', 'India', 1977),
  (9, 'Daniel Okafor', 'Nigeria', 1986),
  (10, 'Sean McAllister', 'Ireland', 1979),
  (11, 'Ingrid Voss', 'Germany', 1970),
  (12, 'Clara Whitmore', 'United States', 1990);

-- books
INSERT INTO books (id, title, author_id, isbn, genre, publisher, publication_year, list_price)
VALUES
  (1, 'The Salt Road', 1, '978-1-4131-107-1', 'Fiction', 'Northwind Press', 2015, 18.90),
  (2, 'Winter Orchard', 1, '978-1-4262-114-2', 'Fiction', 'Northwind Press', 2019, 21.50),
  (3, 'Murder at Low Tide', 2, '978-1-4393-121-3', 'Mystery', 'Blackgate Books', 2017, 16.75),
  (4, 'The Ninth Bell', 2, '978-1-4524-128-4', 'Mystery', 'Blackgate Books', 2021, 19.95),
  (5, 'A Short History of Rivers', 3, '978-1-4655-135-5', 'Science', 'Lantern House', 2012, 27.40),
  (6, 'Stars Over the Delta', 3, '978-1-4786-142-6', 'Science', 'Lantern House', 2018, 31.00),
  (7, 'Pip and the Garden Dragon', 4, '978-1-4917-149-7', 'Children', 'Little Kite', 2016, 12.50),
  (8, 'Pip Goes to Sea', 4, '978-1-5048-156-8', 'Children', 'Little Kite', 2018, 12.95),
  (9, 'Harbor Lights: A City Remembered', 5, '978-1-5179-163-9', 'Local history', 'City Archive Press', 1998, 34.00),
  (10, 'The Kitchen Gardens of the North', 6, '978-1-5310-170-0', 'Gardening', 'Lantern House', 2011, 29.80),
  (11, 'Small Space GARDENING', 6, '978-1-5441-177-1', 'Gardening', 'Green Thumb Publishing', 2020, 17.25),
  (12, 'The Glassmaker''s Apprentice', 7, '978-1-5572-184-2', 'Fiction', 'Northwind Press', 2014, 20.40),
  (13, 'Empires of the Silk Coast', 8, '978-1-5703-191-3', 'History', 'Blackgate Books', 2009, 36.60),
  (14, 'The Forgotten Queen', 8, '978-1-5834-198-4', 'Biography', 'Blackgate Books', 2013, 25.10),
  (15, 'Counting Whales', 4, '978-1-5965-205-5', 'Children', 'Little Kite', 2021, 11.80),
  (16, 'Deep Code', 9, '978-1-6096-212-6', 'Technology', 'Fulcrum Media', 2022, 44.00),
  (17, 'Learning Databases the Slow Way', 9, '978-1-6227-219-7', 'Technology', 'Fulcrum Media', 2019, 52.30),
  (18, 'Midnight on Platform Nine', 10, '978-1-6358-226-8', 'Mystery', 'Blackgate Books', 2020, 15.60),
  (19, 'The Long Thaw', 11, '978-1-6489-233-9', 'Science', 'Northwind Press', 2017, 26.20),
  (20, 'Mills and Millers of Westbank', 5, '978-1-6620-240-0', 'Local history', 'City Archive Press', 1987, 22.70),
  (21, 'A Walled Garden', 12, '978-1-6751-247-1', 'Fiction', 'Northwind Press', 2022, 19.20),
  (22, 'Letters from the Archive', 12, '978-1-6882-254-2', 'Biography', 'City Archive Press', 2021, 23.85),
  (23, 'The Cartographer''s Debt', 7, '978-1-7013-261-3', 'Fiction', 'Northwind Press', 2024, 22.00),
  (24, 'Tales of the Tin Robot', 4, '978-1-7144-268-4', 'Children', 'Little Kite', 2024, 13.40);

-- copies
INSERT INTO copies (id, book_id, branch_id, barcode, condition, acquired_on, withdrawn_on)
VALUES
  (1, 1, 1, '300211013', 'worn', '2016-05-28', NULL),
  (2, 1, 2, '300211026', 'good', '2016-05-17', NULL),
  (3, 1, 3, '300211039', 'worn', '2015-05-11', '2022-11-30'),
  (4, 2, 1, '300211052', 'good', '2020-06-26', NULL),
  (5, 2, 4, '300211065', 'good', '2020-02-15', NULL),
  (6, 3, 1, '300211078', 'new', '2018-03-03', NULL),
  (7, 3, 2, '300211091', 'worn', '2018-06-13', NULL),
  (8, 4, 1, '300211104', 'damaged', '2022-06-21', NULL),
  (9, 4, 3, '300211117', 'new', '2022-03-20', NULL),
  (10, 4, 5, '300211130', 'new', '2022-06-03', NULL),
  (11, 5, 2, '300211143', 'good', '2013-02-07', NULL),
  (12, 5, 6, '300211156', 'worn', '2019-06-01', NULL),
  (13, 6, 1, '300211169', 'good', '2019-04-01', '2023-09-15'),
  (14, 6, 5, '300211182', 'good', '2019-06-08', NULL),
  (15, 7, 1, '300211195', 'new', '2017-05-01', NULL),
  (16, 7, 2, '300211208', 'good', '2017-05-21', NULL),
  (17, 7, 3, '300211221', 'new', '2017-05-18', NULL),
  (18, 7, 4, '300211234', 'good', '2017-04-11', NULL),
  (19, 8, 3, '300211247', 'new', '2019-06-10', NULL),
  (20, 8, 5, '300211260', 'new', '2019-02-19', NULL),
  (21, 9, 1, '300211273', 'good', '2000-05-04', NULL),
  (22, 10, 1, '300211286', 'new', '2012-05-03', NULL),
  (23, 10, 2, '300211299', 'good', '2012-02-07', NULL),
  (24, 11, 3, '300211312', 'worn', '2021-02-16', NULL),
  (25, 11, 4, '300211325', 'new', '2021-01-20', '2022-02-28'),
  (26, 12, 1, '300211338', 'good', '2015-06-21', NULL),
  (27, 12, 6, '300211351', 'new', '2019-04-11', NULL),
  (28, 13, 5, '300211364', 'new', '2010-04-11', NULL),
  (29, 13, 2, '300211377', 'new', '2010-05-25', NULL),
  (30, 14, 1, '300211390', 'damaged', '2014-03-08', NULL),
  (31, 15, 2, '300211403', 'new', '2022-02-01', NULL),
  (32, 15, 3, '300211416', 'worn', '2022-05-26', NULL),
  (33, 16, 4, '300211429', 'good', '2022-10-15', NULL),
  (34, 16, 1, '300211442', 'worn', '2022-06-13', '2024-01-10'),
  (35, 17, 1, '300211455', 'new', '2020-05-07', NULL),
  (36, 18, 6, '300211468', 'good', '2021-04-28', NULL),
  (37, 18, 2, '300211481', 'good', '2021-02-07', NULL),
  (38, 19, 1, '300211494', 'new', '2018-05-28', NULL),
  (39, 19, 3, '300211507', 'good', '2018-02-05', NULL),
  (40, 20, 5, '300211520', 'new', CURRENT_DATE - INTERVAL '600 days', CURRENT_DATE - INTERVAL '12 days'),
  (41, 21, 4, '300211533', 'new', '2022-11-13', NULL),
  (42, 22, 1, '300211546', 'good', '2022-02-03', NULL);

-- loans
INSERT INTO loans (id, copy_id, member_id, staff_id, loan_date, due_date, return_date, renewals)
VALUES
  (1, 1, 1, 3, '2023-01-09', '2023-01-30', '2023-01-27', 0),
  (2, 4, 2, 3, '2023-01-20', '2023-02-10', '2023-02-19', 0),
  (3, 6, 3, 1, '2023-02-03', '2023-02-24', '2023-02-23', 0),
  (4, 15, 6, 1, '2023-02-11', '2023-03-04', '2023-02-26', 0),
  (5, 11, 5, 5, '2023-02-24', '2023-03-17', '2023-03-22', 0),
  (6, 22, 10, 2, '2023-03-07', '2023-03-28', '2023-03-28', 0),
  (7, 2, 7, 5, '2023-03-15', '2023-04-05', '2023-03-27', 0),
  (8, 19, 6, 6, '2023-03-28', '2023-05-02', '2023-05-07', 1),
  (9, 8, 1, 3, '2023-04-12', '2023-05-03', '2023-05-01', 0),
  (10, 16, 9, 5, '2023-04-25', '2023-05-16', '2023-05-17', 0),
  (11, 13, 4, 3, '2023-05-06', '2023-06-10', '2023-06-08', 1),
  (12, 24, 3, 6, '2023-05-17', '2023-06-07', '2023-05-31', 0),
  (13, 30, 11, 2, '2023-06-02', '2023-06-23', '2023-08-01', 0),
  (14, 1, 5, 1, '2023-08-08', '2023-08-29', '2023-08-28', 0),
  (15, 17, 15, 6, '2023-08-21', '2023-09-11', '2023-09-07', 0),
  (16, 6, 2, 2, '2023-09-05', '2023-09-26', '2023-10-03', 0),
  (17, 26, 13, 1, '2023-09-18', '2023-10-09', '2023-10-09', 0),
  (18, 38, 7, 1, '2023-10-10', '2023-11-14', '2023-11-14', 1),
  (19, 15, 15, 1, '2023-10-23', '2023-11-13', '2023-11-11', 0),
  (20, 9, 16, 6, '2023-11-11', '2023-12-02', '2023-12-26', 0),
  (21, 22, 14, 1, '2023-12-04', '2023-12-25', '2023-12-17', 0),
  (22, 29, 9, 5, '2023-12-15', '2024-01-05', '2023-12-31', 0),
  (23, 1, 3, 2, CURRENT_DATE - INTERVAL '290 days', CURRENT_DATE - INTERVAL '269 days', CURRENT_DATE - INTERVAL '275 days', 0),
  (24, 6, 1, 1, CURRENT_DATE - INTERVAL '255 days', CURRENT_DATE - INTERVAL '234 days', CURRENT_DATE - INTERVAL '231 days', 0),
  (25, 15, 6, 2, CURRENT_DATE - INTERVAL '230 days', CURRENT_DATE - INTERVAL '209 days', CURRENT_DATE - INTERVAL '212 days', 0),
  (26, 36, 15, 11, CURRENT_DATE - INTERVAL '205 days', CURRENT_DATE - INTERVAL '184 days', CURRENT_DATE - INTERVAL '185 days', 0),
  (27, 4, 4, 1, CURRENT_DATE - INTERVAL '188 days', CURRENT_DATE - INTERVAL '167 days', CURRENT_DATE - INTERVAL '169 days', 0),
  (28, 10, 7, 9, CURRENT_DATE - INTERVAL '172 days', CURRENT_DATE - INTERVAL '151 days', CURRENT_DATE - INTERVAL '138 days', 0),
  (29, 22, 13, 1, CURRENT_DATE - INTERVAL '160 days', CURRENT_DATE - INTERVAL '139 days', CURRENT_DATE - INTERVAL '148 days', 0),
  (30, 41, 6, 8, CURRENT_DATE - INTERVAL '140 days', CURRENT_DATE - INTERVAL '119 days', CURRENT_DATE - INTERVAL '122 days', 0),
  (31, 2, 4, 4, CURRENT_DATE - INTERVAL '132 days', CURRENT_DATE - INTERVAL '111 days', CURRENT_DATE - INTERVAL '116 days', 0),
  (32, 29, 8, 14, CURRENT_DATE - INTERVAL '119 days', CURRENT_DATE - INTERVAL '98 days', CURRENT_DATE - INTERVAL '92 days', 0),
  (33, 8, 14, 2, CURRENT_DATE - INTERVAL '105 days', CURRENT_DATE - INTERVAL '84 days', CURRENT_DATE - INTERVAL '85 days', 0),
  (34, 16, 6, 14, CURRENT_DATE - INTERVAL '98 days', CURRENT_DATE - INTERVAL '77 days', CURRENT_DATE - INTERVAL '81 days', 0),
  (35, 6, 9, 2, CURRENT_DATE - INTERVAL '84 days', CURRENT_DATE - INTERVAL '63 days', CURRENT_DATE - INTERVAL '70 days', 0),
  (36, 1, 7, 2, CURRENT_DATE - INTERVAL '80 days', CURRENT_DATE - INTERVAL '59 days', CURRENT_DATE - INTERVAL '60 days', 0),
  (37, 26, 2, 2, CURRENT_DATE - INTERVAL '76 days', CURRENT_DATE - INTERVAL '55 days', NULL, 0),
  (38, 18, 15, 8, CURRENT_DATE - INTERVAL '72 days', CURRENT_DATE - INTERVAL '51 days', CURRENT_DATE - INTERVAL '54 days', 0),
  (39, 12, 10, 11, CURRENT_DATE - INTERVAL '66 days', CURRENT_DATE - INTERVAL '45 days', CURRENT_DATE - INTERVAL '41 days', 0),
  (40, 4, 11, 1, CURRENT_DATE - INTERVAL '57 days', CURRENT_DATE - INTERVAL '36 days', CURRENT_DATE - INTERVAL '35 days', 0),
  (41, 11, 5, 4, CURRENT_DATE - INTERVAL '54 days', CURRENT_DATE - INTERVAL '33 days', NULL, 0),
  (42, 15, 1, 1, CURRENT_DATE - INTERVAL '50 days', CURRENT_DATE - INTERVAL '29 days', CURRENT_DATE - INTERVAL '39 days', 0),
  (43, 22, 3, 2, CURRENT_DATE - INTERVAL '47 days', CURRENT_DATE - INTERVAL '26 days', CURRENT_DATE - INTERVAL '27 days', 0),
  (44, 9, 13, 6, CURRENT_DATE - INTERVAL '44 days', CURRENT_DATE - INTERVAL '23 days', CURRENT_DATE - INTERVAL '32 days', 0),
  (45, 8, 7, 2, CURRENT_DATE - INTERVAL '41 days', CURRENT_DATE - INTERVAL '20 days', CURRENT_DATE - INTERVAL '22 days', 0),
  (46, 19, 6, 6, CURRENT_DATE - INTERVAL '37 days', CURRENT_DATE - INTERVAL '16 days', NULL, 0),
  (47, 2, 9, 4, CURRENT_DATE - INTERVAL '35 days', CURRENT_DATE - INTERVAL '14 days', CURRENT_DATE - INTERVAL '15 days', 0),
  (48, 32, 15, 6, CURRENT_DATE - INTERVAL '27 days', CURRENT_DATE - INTERVAL '6 days', CURRENT_DATE - INTERVAL '12 days', 0),
  (49, 6, 14, 1, CURRENT_DATE - INTERVAL '26 days', CURRENT_DATE - INTERVAL '5 days', NULL, 0),
  (50, 10, 4, 9, CURRENT_DATE - INTERVAL '24 days', CURRENT_DATE - INTERVAL '3 days', CURRENT_DATE - INTERVAL '16 days', 0),
  (51, 7, 16, 5, CURRENT_DATE - INTERVAL '19 days', CURRENT_DATE + INTERVAL '2 days', NULL, 0),
  (52, 1, 8, 2, CURRENT_DATE - INTERVAL '17 days', CURRENT_DATE + INTERVAL '4 days', NULL, 0),
  (53, 17, 1, 6, CURRENT_DATE - INTERVAL '15 days', CURRENT_DATE + INTERVAL '6 days', CURRENT_DATE - INTERVAL '6 days', 0),
  (54, 27, 11, 11, CURRENT_DATE - INTERVAL '12 days', CURRENT_DATE + INTERVAL '9 days', NULL, 0),
  (55, 37, 5, 4, CURRENT_DATE - INTERVAL '10 days', CURRENT_DATE + INTERVAL '25 days', NULL, 1),
  (56, 16, 2, 4, CURRENT_DATE - INTERVAL '9 days', CURRENT_DATE + INTERVAL '12 days', NULL, 0),
  (57, 20, 13, 9, CURRENT_DATE - INTERVAL '4 days', CURRENT_DATE + INTERVAL '17 days', NULL, 0),
  (58, 38, 10, 2, CURRENT_DATE - INTERVAL '3 days', CURRENT_DATE + INTERVAL '18 days', NULL, 0),
  (59, 35, 7, 1, CURRENT_DATE - INTERVAL '2 days', CURRENT_DATE + INTERVAL '19 days', NULL, 0),
  (60, 15, 6, 1, CURRENT_DATE - INTERVAL '1 day', CURRENT_DATE + INTERVAL '20 days', NULL, 0);

-- holds
INSERT INTO holds (id, book_id, member_id, pickup_branch_id, placed_on, ready_on, status)
VALUES
  (1, 4, 9, 1, '2023-04-18', '2023-05-01', 'collected'),
  (2, 3, 14, 1, '2023-10-02', '2023-10-03', 'collected'),
  (3, 7, 12, 1, '2023-11-01', '2023-11-11', 'collected'),
  (4, 7, 6, 3, '2023-11-02', '2023-11-11', 'collected'),
  (5, 1, 10, 2, CURRENT_DATE - INTERVAL '75 days', CURRENT_DATE - INTERVAL '60 days', 'collected'),
  (6, 1, 11, 1, CURRENT_DATE - INTERVAL '78 days', CURRENT_DATE - INTERVAL '60 days', 'collected'),
  (7, 13, 1, 2, '2023-06-05', '2023-06-12', 'expired'),
  (8, 16, 8, 4, '2023-03-01', '2023-03-04', 'collected'),
  (9, 4, 5, 2, '2023-09-11', '2023-09-20', 'collected'),
  (10, 7, 15, 4, '2023-07-10', NULL, 'cancelled'),
  (11, 18, 4, 5, CURRENT_DATE - INTERVAL '190 days', NULL, 'cancelled'),
  (12, 9, 3, 1, CURRENT_DATE - INTERVAL '145 days', CURRENT_DATE - INTERVAL '139 days', 'expired'),
  (13, 10, 3, 3, CURRENT_DATE - INTERVAL '118 days', CURRENT_DATE - INTERVAL '110 days', 'collected'),
  (14, 4, 13, 3, CURRENT_DATE - INTERVAL '49 days', CURRENT_DATE - INTERVAL '45 days', 'collected'),
  (15, 7, 1, 1, CURRENT_DATE - INTERVAL '44 days', CURRENT_DATE - INTERVAL '39 days', 'collected'),
  (16, 12, 7, 1, CURRENT_DATE - INTERVAL '40 days', NULL, 'cancelled'),
  (17, 18, 17, 6, CURRENT_DATE - INTERVAL '20 days', NULL, 'waiting'),
  (18, 4, 16, 3, CURRENT_DATE - INTERVAL '18 days', CURRENT_DATE - INTERVAL '15 days', 'expired'),
  (19, 1, 2, 6, CURRENT_DATE - INTERVAL '14 days', NULL, 'waiting'),
  (20, 7, 13, 2, CURRENT_DATE - INTERVAL '6 days', CURRENT_DATE - INTERVAL '3 days', 'ready'),
  (21, 19, 4, 1, CURRENT_DATE - INTERVAL '2 days', NULL, 'waiting'),
  (22, 23, 9, 2, CURRENT_DATE - INTERVAL '1 day', NULL, 'waiting');

-- fines
INSERT INTO fines (id, loan_id, assessed_on, fine_amount, reason)
VALUES
  (1, 2, '2023-02-19', 4.50, 'overdue'),
  (2, 5, '2023-03-22', 2.50, 'overdue'),
  (3, 8, '2023-05-07', 2.75, 'overdue'),
  (4, 10, '2023-05-17', 0.50, 'overdue'),
  (5, 12, '2023-05-31', 8.40, 'damage'),
  (6, 13, '2023-08-01', 19.50, 'overdue'),
  (7, 13, '2023-08-01', 24.00, 'damage'),
  (8, 16, '2023-10-03', 3.50, 'overdue'),
  (9, 19, '2023-11-11', 15.25, 'damage'),
  (10, 20, '2023-12-26', 12.00, 'overdue'),
  (11, 24, CURRENT_DATE - INTERVAL '231 days', 1.50, 'overdue'),
  (12, 28, CURRENT_DATE - INTERVAL '138 days', 6.50, 'overdue'),
  (13, 32, CURRENT_DATE - INTERVAL '92 days', 3.00, 'overdue'),
  (14, 39, CURRENT_DATE - INTERVAL '41 days', 2.00, 'overdue'),
  (15, 40, CURRENT_DATE - INTERVAL '35 days', 0.75, 'overdue'),
  (16, 41, CURRENT_DATE - INTERVAL '33 days', 16.00, 'overdue'),
  (17, 45, CURRENT_DATE - INTERVAL '22 days', 9.60, 'damage'),
  (18, 37, CURRENT_DATE - INTERVAL '20 days', 28.90, 'lost');

-- fine_payments
INSERT INTO fine_payments (id, fine_id, paid_on, paid_amount, payment_method)
VALUES
  (1, 1, '2023-02-19', 4.50, 'cash'),
  (2, 2, '2023-03-25', 1.00, 'cash'),
  (3, 2, '2023-04-10', 1.50, 'card'),
  (4, 3, '2023-05-20', 2.75, 'online'),
  (5, 4, '2023-05-17', 0.50, 'cash'),
  (6, 5, '2023-06-14', 8.40, 'card'),
  (7, 6, '2023-08-15', 10.00, 'card'),
  (8, 6, '2023-09-15', 5.00, 'card'),
  (9, 7, '2023-08-15', 12.00, 'card'),
  (10, 8, '2023-10-05', 3.50, 'online'),
  (11, 10, '2024-01-12', 6.00, 'cash'),
  (12, 10, '2024-02-02', 6.00, 'card'),
  (13, 11, CURRENT_DATE - INTERVAL '225 days', 1.50, 'cash'),
  (14, 12, CURRENT_DATE - INTERVAL '120 days', 3.00, 'online'),
  (15, 13, CURRENT_DATE - INTERVAL '85 days', 3.00, 'cash'),
  (16, 15, CURRENT_DATE - INTERVAL '30 days', 0.75, 'cash'),
  (17, 17, CURRENT_DATE - INTERVAL '19 days', 4.60, 'card');

-- daily_visits
INSERT INTO daily_visits (id, branch_id, visit_date, visitor_count, program_attendance)
VALUES
  (1, 1, '2023-03-04', 412, 35),
  (2, 2, '2023-03-04', 140, 0),
  (3, 3, '2023-03-06', 121, 14),
  (4, 1, '2023-06-17', 388, 60),
  (5, 4, '2023-06-18', 95, 22),
  (6, 5, '2023-09-12', 64, 8),
  (7, 6, '2023-09-12', 88, 0),
  (8, 2, '2023-11-26', 133, 19),
  (9, 1, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '8 weeks' + INTERVAL '2 days', 353, 0),
  (10, 2, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '8 weeks' + INTERVAL '5 days', 169, 12),
  (11, 3, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '8 weeks' + INTERVAL '1 day', 150, 0),
  (12, 1, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '7 weeks' + INTERVAL '5 days', 373, 33),
  (13, 4, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '7 weeks' + INTERVAL '3 days', 87, 0),
  (14, 6, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '7 weeks' + INTERVAL '2 days', 91, 0),
  (15, 2, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '6 weeks' + INTERVAL '6 days', 125, 0),
  (16, 3, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '6 weeks' + INTERVAL '4 days', 102, 0),
  (17, 5, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '6 weeks' + INTERVAL '1 day', 62, 5),
  (18, 1, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '5 weeks', 296, 0),
  (19, 2, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '5 weeks' + INTERVAL '2 days', 146, 0),
  (20, 4, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '5 weeks' + INTERVAL '5 days', 113, 0),
  (21, 1, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '4 weeks' + INTERVAL '5 days', 443, 73),
  (22, 3, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '4 weeks' + INTERVAL '5 days', 133, 11),
  (23, 5, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '4 weeks' + INTERVAL '3 days', 49, 0),
  (24, 2, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '3 weeks' + INTERVAL '1 day', 126, 0),
  (25, 4, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '3 weeks' + INTERVAL '6 days', 114, 0),
  (26, 6, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '3 weeks' + INTERVAL '4 days', 105, 0),
  (27, 1, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '2 weeks' + INTERVAL '3 days', 371, 0),
  (28, 1, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '2 weeks' + INTERVAL '6 days', 381, 0),
  (29, 3, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '2 weeks' + INTERVAL '2 days', 112, 0),
  (30, 2, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '2 weeks' + INTERVAL '5 days', 121, 0),
  (31, 5, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '2 weeks' + INTERVAL '5 days', 72, 0),
  (32, 6, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '2 weeks' + INTERVAL '1 day', 103, 0),
  (33, 1, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week', 313, 34),
  (34, 2, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week', 132, 12),
  (35, 3, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week', 149, 0),
  (36, 5, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week', 58, 0),
  (37, 1, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '2 days', 402, 0),
  (38, 4, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '2 days', 91, 0),
  (39, 6, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '2 days', 72, 0),
  (40, 2, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '3 days', 182, 30),
  (41, 3, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '4 days', 98, 0),
  (42, 5, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '4 days', 52, 0),
  (43, 1, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '5 days', 454, 0),
  (44, 2, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '5 days', 166, 12),
  (45, 4, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '5 days', 88, 0),
  (46, 6, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '5 days', 69, 0),
  (47, 1, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '6 days', 445, 74),
  (48, 3, DATE_TRUNC('week', CURRENT_DATE) - INTERVAL '1 week' + INTERVAL '6 days', 136, 0),
  (49, 1, CURRENT_DATE, 301, 0);
