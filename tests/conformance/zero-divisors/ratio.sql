select name as "campaign.name", coalesce(sum(cost), 0)::numeric / nullif(sum(clicks), 0) as cost_per_click, 0 as row_kind from zero_divisors.campaign group by 1
union all select null, (select sum(cost)::numeric / sum(clicks) from zero_divisors.campaign), 1
