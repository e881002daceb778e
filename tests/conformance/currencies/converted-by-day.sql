select m::date as "time.month", (select sum(amount * case when b.currency = 'USD' then 1 else (select usd from currencies.rate r where r.currency = b.currency and r.day = b.billed_on) end)
  from currencies.bill b where b.billed_on >= m and b.billed_on < m + interval '1 month') as billed_usd from generate_series(timestamp '2026-01-01', '2026-03-01', '1 month') m
