with best as (select team_id from ties.goal group by team_id order by count(*) desc, team_id limit 2), m as (select m::date m from generate_series(timestamp '2026-01-01', '2026-02-01', '1 month') m)
select m as "time.month", name as "team.name", goals, row_kind from (
  select m, name, (select count(*) from ties.goal g where g.team_id = t.id and date_trunc('month', g.scored_on) = m) goals, 0 as row_kind from m, ties.team t where t.id in (select team_id from best)
  union all select m, null, (select count(*) from ties.goal g where g.team_id not in (select team_id from best) and date_trunc('month', g.scored_on) = m), 2 from m) x
order by row_kind, m, goals desc, name
