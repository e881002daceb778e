with s as (select country, exists (select from conversions.purchase p where p.person_id = s.person_id and p.amount > 100 and p.device = s.device and p.paid_on >= (s.signed_at at time zone 'America/New_York')::date) c
  from conversions.signup s left join conversions.person o on o.id = s.person_id)
select country as "person.country", count(*) filter (where c) as bought_there, count(*) as signups, 0 as row_kind from s group by country union all select null, count(*) filter (where c), count(*), 1 from s
