select 'team b' as "team.name", 5 as goals, 5 / 15.0 as "goals.share"
