-- {"metrics": ["revenue_growth"], "time": {"range": "last_3_months", "grain": "month"}}
with
-- Revenue by time.month
revenue as (
  select
    date_trunc('month', cast(invoice.issued as date)) as month,
    sum(cast(invoice_line.usd_cents as number(38, 12)) / 100) as revenue
  from shop.invoice_line as invoice_line
  left join shop.invoice as invoice on invoice_line.invoice_id = invoice.id
  left join shop.account as account on invoice.account_id = account.id
  where invoice_line.kind <> 'refund'
    and not account.is_internal
    and invoice.issued >= date '2026-07-01'
    and invoice.issued < date '2026-10-01'
  group by 1
),
-- Revenue by time.month, an earlier period
revenue_earlier as (
  select
    date_trunc('month', cast(invoice.issued as date)) as month,
    sum(cast(invoice_line.usd_cents as number(38, 12)) / 100) as revenue
  from shop.invoice_line as invoice_line
  left join shop.invoice as invoice on invoice_line.invoice_id = invoice.id
  left join shop.account as account on invoice.account_id = account.id
  where invoice_line.kind <> 'refund'
    and not account.is_internal
    and invoice.issued >= date '2026-06-01'
    and invoice.issued < date '2026-09-01'
  group by 1
),
-- every month asked for
periods as (
  select
    listed.month,
    listed.earlier_month
  from (values (date '2026-07-01', date '2026-06-01'), (date '2026-08-01', date '2026-07-01'), (date '2026-09-01', date '2026-08-01')) as listed (month, earlier_month)
)
select
  periods.month as "time.month",
  cast(coalesce(revenue.revenue, 0) as number(38, 12)) / nullif(coalesce(revenue_earlier.revenue, 0), 0) - 1 as "revenue_growth"
from periods
left join revenue on revenue.month = periods.month
left join revenue_earlier on revenue_earlier.month = periods.earlier_month
order by "time.month" nulls last
