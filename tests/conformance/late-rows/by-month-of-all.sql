select * from (values (date '2026-01-01', 64), (date '2026-02-01', 32), (date '2026-03-01', 15), (null, 16)) x("time.month", paid)
