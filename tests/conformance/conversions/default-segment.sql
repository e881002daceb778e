select s.device as "signup.device", count(*) as tried from conversions.signup s where exists (select from conversions.trial t
  where t.person_id = s.person_id and t.is_test = false and t.started_on >= (s.signed_at at time zone 'America/New_York')::date
    and t.started_on < (s.signed_at at time zone 'America/New_York')::date + 5) group by s.device
