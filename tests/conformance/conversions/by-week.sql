select w::date as "time.week", (select avg(exists (select from conversions.purchase p where p.person_id = s.person_id and p.amount > 100 and p.paid_on >= (s.signed_at at time zone 'America/New_York')::date
    and p.paid_on < (s.signed_at at time zone 'America/New_York')::date + 3)::int) from conversions.signup s where (s.signed_at at time zone 'America/New_York')::date >= w and (s.signed_at at time zone 'America/New_York')::date < w + interval '7 days') as bought_rate
from generate_series(timestamp '2026-03-02', '2026-03-16', '7 days') w
