select 0 as calls, null::numeric as average_minutes
