select id, name, tier, list_price_usd_cents, is_public
from (values
    (1, 'Hobby', 'hobby', 0, true), (2, 'Pro', 'pro', 2000, true), (3, 'Team', 'team', 3500, true),
    (4, 'Business', 'business', 6000, true), (5, 'Enterprise', 'enterprise', 9000, true), (6, 'Pro (legacy)', 'pro', 1500, false)
) as list (id, name, tier, list_price_usd_cents, is_public)
