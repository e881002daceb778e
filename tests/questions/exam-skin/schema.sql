-- A trial of treatments at skin clinics: patients, doctors, medicines, treatments, scores by day, adverse events. No keys or references are declared; dates relative to the day of loading.
CREATE TABLE patients (
  patient_id INTEGER, first_name TEXT, last_name TEXT, email TEXT, birth_date DATE, sex TEXT, city TEXT, insurer TEXT, enrolled_on DATE, withdrawn_on DATE
);
CREATE TABLE doctors (
  doc_id INTEGER, first_name TEXT, last_name TEXT, specialty TEXT, city TEXT, email TEXT, years_of_practice INTEGER
);
CREATE TABLE medicines (
  med_id INTEGER, med_name TEXT, maker TEXT, med_class TEXT, approved_on DATE, unit_cost NUMERIC(8,2)
);
CREATE TABLE conditions (
  cond_id INTEGER, cond_name TEXT, icd_code TEXT
);
CREATE TABLE treatments (
  treatment_id INTEGER, patient_id INTEGER, doc_id INTEGER, med_id INTEGER, cond_id INTEGER, started_on DATE, ended_on DATE, dose_mg NUMERIC(6,1), is_placebo BOOLEAN
);
CREATE TABLE assessments (
  assessment_id INTEGER, treatment_id INTEGER, assessed_on DATE, day0_score NUMERIC(4,1), day14_score NUMERIC(4,1), day56_score NUMERIC(4,1), day0_itch INTEGER, day56_itch INTEGER
);
CREATE TABLE adverse_events (
  event_id INTEGER, treatment_id INTEGER, reported_on DATE, event_type TEXT, severity TEXT, resolved_on DATE
);
CREATE TABLE other_meds (
  id INTEGER, treatment_id INTEGER, other_med_name TEXT, indication TEXT, start_date DATE, end_date DATE, daily_dose_mg NUMERIC(7,1)
);
-- The same rows at each loading, without the pattern of a remainder.
CREATE FUNCTION pg_temp.h(g INTEGER, salt TEXT, n INTEGER) RETURNS INTEGER IMMUTABLE LANGUAGE sql AS $$ SELECT abs(hashtext(salt || g)) % n $$;
INSERT INTO patients
 SELECT g, (ARRAY['Ada','Boris','Celine','Dmitry','Edith','Felipe','Greta','Hiro','Ingrid','Joao','Kemal'])[pg_temp.h(g,'first',11)+1], (ARRAY['Berg','Castillo','Dubois','Eriksen','McBride','Gallo','Hoffman'])[pg_temp.h(g,'last',7)+1],
  'p' || g || CASE WHEN g%5=0 THEN '@example.net' ELSE '@example.com' END, DATE '1948-02-10' + (g*577)%19000 + g, CASE WHEN g%2=0 THEN 'female' ELSE 'male' END,
  (ARRAY['Portland','Salem','Eugene','Bend'])[pg_temp.h(g,'city',4)+1], CASE WHEN g%12=0 THEN NULL ELSE (ARRAY['Northcare','Pacific Mutual','State Plan'])[g%3+1] END,
  CASE WHEN g<=30 THEN DATE '2023-11-06' + g*11 ELSE CURRENT_DATE - 300 + g*2 END, CASE WHEN g%10=7 THEN CURRENT_DATE - 30 - g END
 FROM generate_series(1,60) g;
INSERT INTO doctors VALUES
 (1,'Laura','McKenna','Dermatology','Portland','laura.mckenna@example.com',18),(2,'Samuel','Ito','Pediatric Dermatology','Portland','samuel.ito@example.com',9),
 (3,'Nadia','Farouk','Immunology','Salem','nadia.farouk@example.com',14),(4,'Peter','McAllister','Dermatology','Eugene','peter.mcallister@example.com',25),
 (5,'Yara','Santos','Dermatology','Bend','yara.santos@example.com',6),(6,'Owen','Reilly','Allergology','Salem','owen.reilly@example.com',11),
 (7,'Chen','Wu','Pediatric Allergology','Bend','chen.wu@example.com',3),(8,'Astrid','Holm','Immunology','Portland','astrid.holm@example.com',1);
INSERT INTO medicines VALUES
 (1,'Dermolimab','Nordpharm','biologic','2017-05-12',410.00),(2,'Skinzumab','Velora','biologic','2020-09-01',530.50),(3,'Hydrocalm','Nordpharm','topical','2001-03-15',12.90),
 (4,'Tacrocare','Bellmed','topical','2009-07-30',28.40),(5,'Methosol','Bellmed','oral','1998-01-20',9.75),(6,'Jakoral','Nordpharm','oral','2022-04-18',96.00),
 (7,'Pruritin','Velora','topical',NULL,18.00),(8,'Atopimab','Bellmed','biologic',NULL,600.00),(9,'Lumisalve','Nordpharm','topical','2015-11-02',15.25);
INSERT INTO conditions VALUES (1,'Psoriasis','L40'),(2,'Atopic dermatitis','L20'),(3,'Chronic urticaria','L50'),(4,'Rosacea','L71'),(5,'Vitiligo','L80');
INSERT INTO treatments
 SELECT g, pg_temp.h(g,'pat',52)+1, pg_temp.h(pg_temp.h(g,'doc',36),'d',6)+1, pg_temp.h(g,'med',7)+1, (ARRAY[1,2,1,3,2,4,1,2])[pg_temp.h(g,'cond',8)+1], d,
  CASE WHEN g%4<>0 AND d + 20 + (g*9)%60 < CURRENT_DATE THEN d + 20 + (g*9)%60 END, CASE WHEN g%7=3 THEN NULL ELSE 5 + (g*15)%200 END, g%9=4
 FROM (SELECT g, CASE WHEN g<=70 THEN DATE '2024-01-08' + g*5 ELSE CURRENT_DATE - ((g-71)*11 % 330 + 2) END AS d FROM generate_series(1,170) g) x;
INSERT INTO assessments
 SELECT g, t, (SELECT started_on + 56 FROM treatments WHERE treatment_id=t), a, a - pg_temp.h(t,'e',5)*1.5, CASE WHEN t%6=5 THEN NULL ELSE greatest(a - pg_temp.h(t,'imp',13), 0) END, 3 + t%8, CASE WHEN t%6=5 THEN NULL ELSE (t*3)%7 END
 FROM (SELECT g, g+(g-1)/4 AS t, (10 + (g*17)%22)::numeric AS a FROM generate_series(1,130) g) x;
INSERT INTO adverse_events
 SELECT g, t, d, (ARRAY['rash','headache','nausea','fatigue','headache'])[pg_temp.h(g,'ev',5)+1], CASE WHEN g%8=0 THEN 'severe' WHEN g%3=0 THEN 'moderate' ELSE 'mild' END, CASE WHEN g%4<>1 THEN d + 2 + g%9 END
 FROM (SELECT g, t.treatment_id AS t, t.started_on + (g*7)%31 AS d FROM generate_series(1,90) g JOIN treatments t ON t.treatment_id = pg_temp.h(g,'tr',160)+1) x;
INSERT INTO other_meds
 SELECT g, pg_temp.h(g,'om',165)+1, (ARRAY['Lisinopril','Metformin','Ibuprofen','Atorvastatin','Cetirizine'])[pg_temp.h(g,'drug',5)+1], (ARRAY['hypertension','diabetes','pain','cholesterol','hay fever'])[pg_temp.h(g,'drug',5)+1],
  DATE '2024-01-02' + g*6, CASE WHEN g%3=0 THEN DATE '2024-01-02' + g*6 + 30 END, 5 * (g%20 + 1) FROM generate_series(1,80) g;
