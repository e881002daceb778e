select genre as "play.genre", percentile_cont(0.5) within group (order by seconds) as median_seconds, percentile_cont(0.9) within group (order by seconds) as p90_seconds, 0 as row_kind from overlapping_groups.play group by 1
union all select null, percentile_cont(0.5) within group (order by seconds), percentile_cont(0.9) within group (order by seconds), 1 from overlapping_groups.play
