select * from (values ('team b', 5, 0), ('team a', 3, 0), (null, 7, 2), (null, 15, 1)) x("team.name", goals, row_kind)
