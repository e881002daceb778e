select count(*) as visits from daylight_saving.visit where seen_at >= '2026-11-01 04:00Z' and seen_at < '2026-11-02 05:00Z'
