-- {"metrics": ["tickets"], "time": {"grain": "quarter"}, "compare": {"to": "previous_period"}}
with
-- Tickets by time.quarter
tickets as (
  select
    dateadd(month, 1, date_trunc('quarter', dateadd(month, -1, cast(cast(convert_timezone('America/New_York', ticket.opened_at) as timestamp_ntz) as date)))) as quarter,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
  group by 1
),
-- Tickets by time.quarter, in the period compared with
tickets_previous as (
  select
    dateadd(month, 1, date_trunc('quarter', dateadd(month, -1, cast(cast(convert_timezone('America/New_York', ticket.opened_at) as timestamp_ntz) as date)))) as quarter,
    count(*) as tickets
  from shop.ticket as ticket
  left join shop.account as account on ticket.account_id = account.id
  where not account.is_internal
    and ticket.opened_at < timestamp_tz_from_parts(2026, 7, 15, 0, 0, 0, 0, 'America/New_York')
  group by 1
),
-- the first and the last period with data
bounds as (
  select
    min(found.quarter) as first_period,
    max(found.quarter) as last_period
  from (
    select
      tickets.quarter
    from tickets
    union all
    select
      tickets_previous.quarter
    from tickets_previous
  ) as found
),
-- every fiscal quarter between them
periods as (
  select
    listed.quarter,
    listed.previous_quarter
  from bounds
  join (values (date '1969-11-01', date '1969-08-01'), (date '1970-02-01', date '1969-11-01'), (date '1970-05-01', date '1970-02-01'), (date '1970-08-01', date '1970-05-01'), (date '1970-11-01', date '1970-08-01'), (date '1971-02-01', date '1970-11-01'), (date '1971-05-01', date '1971-02-01'), (date '1971-08-01', date '1971-05-01'), (date '1971-11-01', date '1971-08-01'), (date '1972-02-01', date '1971-11-01'), (date '1972-05-01', date '1972-02-01'), (date '1972-08-01', date '1972-05-01'), (date '1972-11-01', date '1972-08-01'), (date '1973-02-01', date '1972-11-01'), (date '1973-05-01', date '1973-02-01'), (date '1973-08-01', date '1973-05-01'), (date '1973-11-01', date '1973-08-01'), (date '1974-02-01', date '1973-11-01'), (date '1974-05-01', date '1974-02-01'), (date '1974-08-01', date '1974-05-01'), (date '1974-11-01', date '1974-08-01'), (date '1975-02-01', date '1974-11-01'), (date '1975-05-01', date '1975-02-01'), (date '1975-08-01', date '1975-05-01'), (date '1975-11-01', date '1975-08-01'), (date '1976-02-01', date '1975-11-01'), (date '1976-05-01', date '1976-02-01'), (date '1976-08-01', date '1976-05-01'), (date '1976-11-01', date '1976-08-01'), (date '1977-02-01', date '1976-11-01'), (date '1977-05-01', date '1977-02-01'), (date '1977-08-01', date '1977-05-01'), (date '1977-11-01', date '1977-08-01'), (date '1978-02-01', date '1977-11-01'), (date '1978-05-01', date '1978-02-01'), (date '1978-08-01', date '1978-05-01'), (date '1978-11-01', date '1978-08-01'), (date '1979-02-01', date '1978-11-01'), (date '1979-05-01', date '1979-02-01'), (date '1979-08-01', date '1979-05-01'), (date '1979-11-01', date '1979-08-01'), (date '1980-02-01', date '1979-11-01'), (date '1980-05-01', date '1980-02-01'), (date '1980-08-01', date '1980-05-01'), (date '1980-11-01', date '1980-08-01'), (date '1981-02-01', date '1980-11-01'), (date '1981-05-01', date '1981-02-01'), (date '1981-08-01', date '1981-05-01'), (date '1981-11-01', date '1981-08-01'), (date '1982-02-01', date '1981-11-01'), (date '1982-05-01', date '1982-02-01'), (date '1982-08-01', date '1982-05-01'), (date '1982-11-01', date '1982-08-01'), (date '1983-02-01', date '1982-11-01'), (date '1983-05-01', date '1983-02-01'), (date '1983-08-01', date '1983-05-01'), (date '1983-11-01', date '1983-08-01'), (date '1984-02-01', date '1983-11-01'), (date '1984-05-01', date '1984-02-01'), (date '1984-08-01', date '1984-05-01'), (date '1984-11-01', date '1984-08-01'), (date '1985-02-01', date '1984-11-01'), (date '1985-05-01', date '1985-02-01'), (date '1985-08-01', date '1985-05-01'), (date '1985-11-01', date '1985-08-01'), (date '1986-02-01', date '1985-11-01'), (date '1986-05-01', date '1986-02-01'), (date '1986-08-01', date '1986-05-01'), (date '1986-11-01', date '1986-08-01'), (date '1987-02-01', date '1986-11-01'), (date '1987-05-01', date '1987-02-01'), (date '1987-08-01', date '1987-05-01'), (date '1987-11-01', date '1987-08-01'), (date '1988-02-01', date '1987-11-01'), (date '1988-05-01', date '1988-02-01'), (date '1988-08-01', date '1988-05-01'), (date '1988-11-01', date '1988-08-01'), (date '1989-02-01', date '1988-11-01'), (date '1989-05-01', date '1989-02-01'), (date '1989-08-01', date '1989-05-01'), (date '1989-11-01', date '1989-08-01'), (date '1990-02-01', date '1989-11-01'), (date '1990-05-01', date '1990-02-01'), (date '1990-08-01', date '1990-05-01'), (date '1990-11-01', date '1990-08-01'), (date '1991-02-01', date '1990-11-01'), (date '1991-05-01', date '1991-02-01'), (date '1991-08-01', date '1991-05-01'), (date '1991-11-01', date '1991-08-01'), (date '1992-02-01', date '1991-11-01'), (date '1992-05-01', date '1992-02-01'), (date '1992-08-01', date '1992-05-01'), (date '1992-11-01', date '1992-08-01'), (date '1993-02-01', date '1992-11-01'), (date '1993-05-01', date '1993-02-01'), (date '1993-08-01', date '1993-05-01'), (date '1993-11-01', date '1993-08-01'), (date '1994-02-01', date '1993-11-01'), (date '1994-05-01', date '1994-02-01'), (date '1994-08-01', date '1994-05-01'), (date '1994-11-01', date '1994-08-01'), (date '1995-02-01', date '1994-11-01'), (date '1995-05-01', date '1995-02-01'), (date '1995-08-01', date '1995-05-01'), (date '1995-11-01', date '1995-08-01'), (date '1996-02-01', date '1995-11-01'), (date '1996-05-01', date '1996-02-01'), (date '1996-08-01', date '1996-05-01'), (date '1996-11-01', date '1996-08-01'), (date '1997-02-01', date '1996-11-01'), (date '1997-05-01', date '1997-02-01'), (date '1997-08-01', date '1997-05-01'), (date '1997-11-01', date '1997-08-01'), (date '1998-02-01', date '1997-11-01'), (date '1998-05-01', date '1998-02-01'), (date '1998-08-01', date '1998-05-01'), (date '1998-11-01', date '1998-08-01'), (date '1999-02-01', date '1998-11-01'), (date '1999-05-01', date '1999-02-01'), (date '1999-08-01', date '1999-05-01'), (date '1999-11-01', date '1999-08-01'), (date '2000-02-01', date '1999-11-01'), (date '2000-05-01', date '2000-02-01'), (date '2000-08-01', date '2000-05-01'), (date '2000-11-01', date '2000-08-01'), (date '2001-02-01', date '2000-11-01'), (date '2001-05-01', date '2001-02-01'), (date '2001-08-01', date '2001-05-01'), (date '2001-11-01', date '2001-08-01'), (date '2002-02-01', date '2001-11-01'), (date '2002-05-01', date '2002-02-01'), (date '2002-08-01', date '2002-05-01'), (date '2002-11-01', date '2002-08-01'), (date '2003-02-01', date '2002-11-01'), (date '2003-05-01', date '2003-02-01'), (date '2003-08-01', date '2003-05-01'), (date '2003-11-01', date '2003-08-01'), (date '2004-02-01', date '2003-11-01'), (date '2004-05-01', date '2004-02-01'), (date '2004-08-01', date '2004-05-01'), (date '2004-11-01', date '2004-08-01'), (date '2005-02-01', date '2004-11-01'), (date '2005-05-01', date '2005-02-01'), (date '2005-08-01', date '2005-05-01'), (date '2005-11-01', date '2005-08-01'), (date '2006-02-01', date '2005-11-01'), (date '2006-05-01', date '2006-02-01'), (date '2006-08-01', date '2006-05-01'), (date '2006-11-01', date '2006-08-01'), (date '2007-02-01', date '2006-11-01'), (date '2007-05-01', date '2007-02-01'), (date '2007-08-01', date '2007-05-01'), (date '2007-11-01', date '2007-08-01'), (date '2008-02-01', date '2007-11-01'), (date '2008-05-01', date '2008-02-01'), (date '2008-08-01', date '2008-05-01'), (date '2008-11-01', date '2008-08-01'), (date '2009-02-01', date '2008-11-01'), (date '2009-05-01', date '2009-02-01'), (date '2009-08-01', date '2009-05-01'), (date '2009-11-01', date '2009-08-01'), (date '2010-02-01', date '2009-11-01'), (date '2010-05-01', date '2010-02-01'), (date '2010-08-01', date '2010-05-01'), (date '2010-11-01', date '2010-08-01'), (date '2011-02-01', date '2010-11-01'), (date '2011-05-01', date '2011-02-01'), (date '2011-08-01', date '2011-05-01'), (date '2011-11-01', date '2011-08-01'), (date '2012-02-01', date '2011-11-01'), (date '2012-05-01', date '2012-02-01'), (date '2012-08-01', date '2012-05-01'), (date '2012-11-01', date '2012-08-01'), (date '2013-02-01', date '2012-11-01'), (date '2013-05-01', date '2013-02-01'), (date '2013-08-01', date '2013-05-01'), (date '2013-11-01', date '2013-08-01'), (date '2014-02-01', date '2013-11-01'), (date '2014-05-01', date '2014-02-01'), (date '2014-08-01', date '2014-05-01'), (date '2014-11-01', date '2014-08-01'), (date '2015-02-01', date '2014-11-01'), (date '2015-05-01', date '2015-02-01'), (date '2015-08-01', date '2015-05-01'), (date '2015-11-01', date '2015-08-01'), (date '2016-02-01', date '2015-11-01'), (date '2016-05-01', date '2016-02-01'), (date '2016-08-01', date '2016-05-01'), (date '2016-11-01', date '2016-08-01'), (date '2017-02-01', date '2016-11-01'), (date '2017-05-01', date '2017-02-01'), (date '2017-08-01', date '2017-05-01'), (date '2017-11-01', date '2017-08-01'), (date '2018-02-01', date '2017-11-01'), (date '2018-05-01', date '2018-02-01'), (date '2018-08-01', date '2018-05-01'), (date '2018-11-01', date '2018-08-01'), (date '2019-02-01', date '2018-11-01'), (date '2019-05-01', date '2019-02-01'), (date '2019-08-01', date '2019-05-01'), (date '2019-11-01', date '2019-08-01'), (date '2020-02-01', date '2019-11-01'), (date '2020-05-01', date '2020-02-01'), (date '2020-08-01', date '2020-05-01'), (date '2020-11-01', date '2020-08-01'), (date '2021-02-01', date '2020-11-01'), (date '2021-05-01', date '2021-02-01'), (date '2021-08-01', date '2021-05-01'), (date '2021-11-01', date '2021-08-01'), (date '2022-02-01', date '2021-11-01'), (date '2022-05-01', date '2022-02-01'), (date '2022-08-01', date '2022-05-01'), (date '2022-11-01', date '2022-08-01'), (date '2023-02-01', date '2022-11-01'), (date '2023-05-01', date '2023-02-01'), (date '2023-08-01', date '2023-05-01'), (date '2023-11-01', date '2023-08-01'), (date '2024-02-01', date '2023-11-01'), (date '2024-05-01', date '2024-02-01'), (date '2024-08-01', date '2024-05-01'), (date '2024-11-01', date '2024-08-01'), (date '2025-02-01', date '2024-11-01'), (date '2025-05-01', date '2025-02-01'), (date '2025-08-01', date '2025-05-01'), (date '2025-11-01', date '2025-08-01'), (date '2026-02-01', date '2025-11-01'), (date '2026-05-01', date '2026-02-01'), (date '2026-08-01', date '2026-05-01'), (date '2026-11-01', cast(null as date)), (date '2027-02-01', cast(null as date)), (date '2027-05-01', cast(null as date)), (date '2027-08-01', cast(null as date)), (date '2027-11-01', cast(null as date)), (date '2028-02-01', cast(null as date)), (date '2028-05-01', cast(null as date)), (date '2028-08-01', cast(null as date)), (date '2028-11-01', cast(null as date)), (date '2029-02-01', cast(null as date)), (date '2029-05-01', cast(null as date)), (date '2029-08-01', cast(null as date)), (date '2029-11-01', cast(null as date)), (date '2030-02-01', cast(null as date)), (date '2030-05-01', cast(null as date)), (date '2030-08-01', cast(null as date)), (date '2030-11-01', cast(null as date)), (date '2031-02-01', cast(null as date)), (date '2031-05-01', cast(null as date)), (date '2031-08-01', cast(null as date))) as listed (quarter, previous_quarter) on listed.quarter >= bounds.first_period and listed.quarter <= bounds.last_period
),
-- each metric on its own, and every period
side_by_side as (
  select
    tickets.quarter,
    tickets.tickets,
    cast(null as number(38, 0)) as tickets_previous
  from tickets
  union all
  select
    periods.quarter,
    cast(null as number(38, 0)) as tickets,
    tickets_previous.tickets as tickets_previous
  from tickets_previous
  join periods on periods.previous_quarter = tickets_previous.quarter
  union all
  select
    periods.quarter,
    cast(null as number(38, 0)) as tickets,
    cast(null as number(38, 0)) as tickets_previous
  from periods
),
-- combined by keys
combined as (
  select
    side_by_side.quarter,
    max(side_by_side.tickets) as tickets,
    max(side_by_side.tickets_previous) as tickets_previous
  from side_by_side
  group by 1
),
-- the result
result as (
  select
    combined.quarter,
    coalesce(combined.tickets, 0) as tickets,
    case when periods.previous_quarter is not null then coalesce(combined.tickets_previous, 0) end as tickets_previous
  from combined
  left join periods on periods.quarter = combined.quarter
)
select
  result.quarter as "time.quarter",
  result.tickets as "tickets",
  result.tickets_previous as "tickets.previous",
  result.tickets - result.tickets_previous as "tickets.change",
  cast(result.tickets - result.tickets_previous as number(38, 12)) / nullif(abs(result.tickets_previous), 0) as "tickets.change_pct"
from result
order by result.quarter nulls last
