select
    days.day as session_date, channel.name as channel, market.country,
    counted.sessions,
    -- distinct within its own day only: the same visitor comes back tomorrow
    (counted.sessions * (0.72 + 0.1 * demo_generator.u(key, 'session visitors')))::int as visitors,
    floor(counted.sessions * channel.signs_up * (0.6 + 0.8 * demo_generator.u(key, 'session signups')) + demo_generator.u(key, 'session signups rounded'))::int as signups,
    case when channel.paid then (counted.sessions * (18 + 14 * demo_generator.u(key, 'session spend')))::bigint else 0 end as ad_spend_usd_cents
from demo_generator.days
cross join (values (1, 'organic_search', 520, 0.009, false), (2, 'direct', 400, 0.008, false), (3, 'paid_search', 230, 0.014, true), (4, 'referral', 150, 0.011, false),
    (5, 'social', 180, 0.004, true), (6, 'email', 90, 0.006, false), (7, 'partner', 60, 0.02, false), (8, 'display', 110, 0.003, true)) as channel (id, name, base, signs_up, paid)
cross join (values (1, 'United States', 1.0), (2, 'United Kingdom', 0.3), (3, 'Germany', 0.27), (4, 'France', 0.19), (5, 'India', 0.24), (6, 'Japan', 0.14), (7, 'Brazil', 0.13), (8, 'Canada', 0.15),
    (9, 'Australia', 0.1), (10, null, 0.4)) as market (id, country, share)
cross join lateral (select (days.n + 5000) * 100 + channel.id * 10 + market.id % 10 as key) as keyed
cross join lateral (
    select round(channel.base * market.share * exp(0.0009 * days.t) * days.season * case when days.working then 1.12 else 0.7 end * (0.85 + 0.3 * demo_generator.u(key, 'sessions')))::int as sessions
) as counted
where days.day between :'from'::date and :'through'::date
