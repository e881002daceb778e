select name as "campaign.name", (sum(clicks) - coalesce(sum(cost), 0))::numeric / nullif(coalesce(sum(cost), 0), 0) as margin from zero_divisors.campaign group by 1
