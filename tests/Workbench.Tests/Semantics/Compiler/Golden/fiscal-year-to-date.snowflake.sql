-- {"metrics": ["revenue_ytd"], "group_by": ["time.fiscal_year"], "time": {"range": "last_6_months", "grain": "month"}}
with
-- revenue_ytd by day
revenue_ytd_by_day as (
  select
    invoice.issued as on_day,
    sum(cast(invoice_line.usd_cents as number(38, 12)) / 100) as revenue_ytd
  from shop.invoice_line as invoice_line
  left join shop.invoice as invoice on invoice_line.invoice_id = invoice.id
  left join shop.account as account on invoice.account_id = account.id
  where invoice_line.kind <> 'refund'
    and not account.is_internal
    and invoice.issued >= date '2026-02-01'
    and invoice.issued < date '2026-10-01'
  group by 1
),
-- Revenue by time.month
revenue_ytd as (
  select
    windows.month,
    sum(revenue_ytd_by_day.revenue_ytd) as revenue_ytd
  from (values (date '2026-04-01', date '2026-02-01', date '2026-05-01'), (date '2026-05-01', date '2026-02-01', date '2026-06-01'), (date '2026-06-01', date '2026-02-01', date '2026-07-01'), (date '2026-07-01', date '2026-02-01', date '2026-08-01'), (date '2026-08-01', date '2026-02-01', date '2026-09-01'), (date '2026-09-01', date '2026-02-01', date '2026-10-01')) as windows (month, starts, ends)
  join revenue_ytd_by_day on revenue_ytd_by_day.on_day >= windows.starts and revenue_ytd_by_day.on_day < windows.ends
  group by 1
),
-- every month asked for
periods as (
  select
    listed.month
  from (values (date '2026-04-01'), (date '2026-05-01'), (date '2026-06-01'), (date '2026-07-01'), (date '2026-08-01'), (date '2026-09-01')) as listed (month)
)
select
  periods.month as "time.month",
  dateadd(month, 1, date_trunc('year', dateadd(month, -1, cast(periods.month as date)))) as "time.fiscal_year",
  coalesce(revenue_ytd.revenue_ytd, 0) as "revenue_ytd"
from periods
left join revenue_ytd on revenue_ytd.month = periods.month
order by "time.fiscal_year" nulls last, "time.month" nulls last
