select t.name as "team.name", count(*) as goals from ties.goal g join ties.team t on t.id = g.team_id group by 1 order by 2, 1 limit 2
