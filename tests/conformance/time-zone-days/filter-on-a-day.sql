select count(*) as logins from time_zone_days.login where at < '2026-02-28 15:00Z'
