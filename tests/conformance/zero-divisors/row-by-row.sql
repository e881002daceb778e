select avg(cost::numeric / nullif(clicks, 0)) as row_rate from zero_divisors.campaign
