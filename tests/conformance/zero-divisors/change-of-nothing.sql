select 10 as clicks, 0 as "clicks.previous", 10 as "clicks.change", null::numeric as "clicks.change_pct"
