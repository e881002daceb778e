with months as (
    select month::date as month, (month + interval '1 month' - interval '1 day')::date as month_end, row_number() over (order by month)::int as k
    from generate_series(date_trunc('month', :'start'::date::timestamp), :'through'::date::timestamp, interval '1 month') as month
)
select
    (months.k * 1000 + coalesce(products.id, 0) * 10 + category.id)::bigint as id,
    months.month as cost_month, products.id as product_id, category.name as category, category.vendor,
    (100 * category.base * (case products.id when 1 then 3.2 when 2 then 2.1 when 3 then 0.6 when 4 then 1.1 when 5 then 0.8 when 6 then 0.4 when 7 then 0.7 when 8 then 0.2 * exp(0.12 * greatest(0, months.k - 14)) else 1.4 end)
        * exp(0.028 * months.k) * (0.92 + 0.16 * demo_generator.u(months.k * 1000 + coalesce(products.id, 0) * 10 + category.id, 'cost')))::bigint as amount_usd_cents
from months
cross join (values (1, 'compute', 'Nimbus Compute', 42000), (2, 'bandwidth', 'Transit Partners', 30000), (3, 'storage', 'Deep Disk', 9000), (4, 'monitoring', 'Watchpost', 3500)) as category (id, name, vendor, base)
-- what belongs to no product (id NULL) is the shared platform
left join lateral (select id, launched_on, retired_on from product.products where retired_on is null union all select null, null, null) as products on true
where months.month_end between :'from'::date and :'through'::date
    and (products.launched_on is null or products.launched_on <= months.month_end)
