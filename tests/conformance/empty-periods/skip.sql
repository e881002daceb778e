select date_trunc('month', taken_on)::date as "time.month", count(*) as calls from empty_periods.call group by 1 order by 1
