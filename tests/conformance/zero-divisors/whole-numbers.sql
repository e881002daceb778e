select sum(clicks / 4.0) as half_clicks from zero_divisors.campaign
