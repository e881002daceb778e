using Shouldly;

namespace Workbench.Tests.Demo;

/// <summary>The traps of docs/demo-warehouse.md are really there: each query says true.</summary>
[Collection(AcmeCollection.Name)]
public sealed class WhenTheDataHoldsTraps(AcmeFixture acme)
{
    [Theory]
    [InlineData(
        "an invoice repeated by its lines inflates its total",
        "select (select sum(i.total_usd_cents) from billing.invoices i join billing.invoice_lines l on l.invoice_id = i.id) > 2 * (select sum(total_usd_cents) from billing.invoices)"
    )]
    [InlineData(
        "an account repeated by two subscriptions counts twice",
        "select count(*) > 500 from (select account_id from billing.subscription_months where month = '2026-10-01' and mrr_cents > 0 group by 1 having count(*) > 1) t"
    )]
    [InlineData(
        "a balance added up over months is nonsense",
        "select sum(mrr_cents) > 20 * max(mrr_cents) from (select month, sum(mrr_cents) as mrr_cents from billing.subscription_months group by 1) t"
    )]
    [InlineData("the open month has no snapshot yet", "select max(month) = date '2026-10-01' from billing.subscription_months")]
    [InlineData(
        "MRR moves as the events say, to the cent",
        """
            with balance as (select month, sum(mrr_cents) as cents from billing.subscription_months where status <> 'draft' group by 1),
            moved as (select date_trunc('month', occurred_on)::date as month, sum(mrr_delta_cents) as cents from billing.subscription_events group by 1)
            select bool_and(difference = moved) and count(*) = 29 from (select b.cents - lag(b.cents) over (order by month) as difference, m.cents as moved from balance b join moved m using (month)) t where difference is not null
            """
    )]
    [InlineData(
        "the running MRR of an account agrees with its snapshot",
        """
            with latest as (select distinct on (account_id) account_id, account_mrr_after_cents as cents from billing.subscription_events where occurred_on < '2026-11-01' order by account_id, occurred_on desc, subscription_id desc, id desc),
            balance as (select account_id, sum(mrr_cents) as cents from billing.subscription_months where month = '2026-10-01' and status <> 'draft' group by 1)
            select bool_and(l.cents = coalesce(b.cents, 0)) from latest l left join balance b using (account_id)
            """
    )]
    [InlineData(
        "quotes that nobody signed stand among the snapshots",
        "select count(*) > 50 from billing.subscription_months where status = 'draft' and mrr_cents > 0"
    )]
    [InlineData(
        "free subscriptions are subscriptions without money",
        "select count(*) > 300 from billing.subscription_months where month = '2026-10-01' and mrr_cents = 0"
    )]
    [InlineData(
        "internal accounts are busy",
        "select count(*) > 2000 from product.deployments d join product.projects p on p.id = d.project_id join crm.accounts a on a.id = p.account_id where a.is_internal"
    )]
    [InlineData(
        "internal accounts pay themselves",
        "select sum(mrr_cents) > 0 from billing.subscription_months m join crm.accounts a on a.id = m.account_id where a.is_internal and month = '2026-10-01'"
    )]
    [InlineData(
        "deleted accounts keep their rows and some their MRR",
        "select count(*) > 20 from billing.subscription_months m join crm.accounts a on a.id = m.account_id where a.deleted_at is not null and month = '2026-10-01' and mrr_cents > 0"
    )]
    [InlineData(
        "group keys are NULL",
        "select (select count(*) from crm.accounts where segment is null) > 50 and (select count(*) from crm.accounts where region is null) > 50 and (select count(*) from crm.accounts where country is null) > 50 and (select count(*) from product.projects where framework is null) > 1000"
    )]
    [InlineData(
        "foreign keys are NULL",
        "select (select count(*) from support.tickets where account_id is null) > 300 and (select count(*) from support.tickets where product_id is null) > 3000 and (select count(*) from product.projects where account_id is null) > 50 and (select count(*) from finance.costs where product_id is null) > 50"
    )]
    [InlineData(
        "measures are NULL",
        "select (select count(*) from crm.opportunities where amount_usd_cents is null and stage = 'closed_won') > 50 and (select count(*) from product.deployments where build_duration_ms is null) > 3000 and (select count(*) from support.tickets where first_responded_at is null) > 300"
    )]
    [InlineData(
        "there are ties",
        "select count(*) > 100 from (select amount_usd_cents from crm.opportunities where stage = 'closed_won' group by 1 having count(*) > 2) t"
    )]
    [InlineData(
        "two account executives have the same name",
        "select count(*) >= 1 from (select name from crm.employees where role = 'Account executive' group by 1 having count(*) > 1) t"
    )]
    [InlineData("two accounts have the same name", "select count(*) > 5 from (select name from crm.accounts group by 1 having count(*) > 1) t")]
    [InlineData("an invoice has one of five currencies", "select count(distinct currency) = 5 from billing.invoices")]
    [InlineData(
        "yen have no cents",
        "select avg(total_minor::numeric / total_usd_cents) between 1.2 and 1.8 from billing.invoices where currency = 'JPY' and total_usd_cents > 0"
    )]
    [InlineData(
        "an invoice is the sum of its lines",
        "select not exists (select from billing.invoices i join (select invoice_id, sum(amount_usd_cents) as cents from billing.invoice_lines group by 1) l on l.invoice_id = i.id where l.cents <> i.total_usd_cents)"
    )]
    [InlineData("void and draft invoices have lines too", "select count(*) > 1000 from billing.invoices where status in ('void', 'draft')")]
    [InlineData("refunds are negative lines", "select count(*) > 2000 and max(amount_usd_cents) < 0 from billing.invoice_lines where kind = 'refund'")]
    [InlineData(
        "usage comes late",
        "select count(*) between 20000 and 100000 from product.usage_daily where (loaded_at at time zone 'America/New_York')::date > usage_date + 1"
    )]
    [InlineData(
        "evenings in New York are tomorrow in UTC",
        "select count(*) > 10000 from product.deployments where (created_at at time zone 'UTC')::date > (created_at at time zone 'America/New_York')::date"
    )]
    [InlineData(
        "Enterprise is a plan and a segment, and they differ",
        "select count(*) > 100 from billing.subscription_months m join crm.accounts a on a.id = m.account_id where m.month = '2026-10-01' and (m.plan_id = 5) <> (a.segment is not distinct from 'enterprise')"
    )]
    [InlineData("a tier holds two plans", "select count(*) = 2 from billing.plans where tier = 'pro'")]
    [InlineData(
        "the plan then is not the plan now",
        "select count(*) > 5000 from billing.subscription_months m join billing.subscriptions s on s.id = m.subscription_id where m.plan_id <> s.plan_id"
    )]
    [InlineData(
        "some projects never deployed",
        "select count(*) > 2000 from product.projects p where not exists (select from product.deployments d where d.project_id = p.id)"
    )]
    [InlineData(
        "some accounts never subscribed",
        "select count(*) > 2000 from crm.accounts a where not exists (select from billing.subscriptions s where s.account_id = a.id)"
    )]
    [InlineData("some customers came back", "select count(*) > 100 from billing.subscription_events where event_type = 'reactivation'")]
    [InlineData(
        "a week was bad for deployments",
        "select (count(*) filter (where status = 'failed'))::numeric / count(*) > 0.3 from product.deployments where created_at >= '2026-09-28 04:00Z' and created_at < '2026-10-05 04:00Z'"
    )]
    [InlineData(
        "the same week was bad for support",
        "select (count(*) filter (where csat_score >= 4))::numeric / nullif(count(csat_score), 0) < 0.4 and count(*) > 1500 from support.tickets where opened_at >= '2026-09-28 04:00Z' and opened_at < '2026-10-05 04:00Z'"
    )]
    [InlineData(
        "a product is younger than the data, another is retired",
        "select (select min(usage_date) from product.usage_daily where product_id = 8) > date '2025-06-01' and (select retired_on < date '2024-05-01' from product.products where id = 9)"
    )]
    [InlineData("distinct visitors of days do not add up", "select bool_and(visitors <= sessions) from marketing.sessions_daily")]
    [InlineData(
        "more forms are sent than accounts are made",
        "select (select sum(signups) from marketing.sessions_daily) > 1.05 * (select count(*) from crm.accounts where created_at >= '2024-05-01')"
    )]
    [InlineData(
        "whales pay a tenth of everything and more",
        "select sum(cents) filter (where place <= 60) > 0.1 * sum(cents) from (select sum(mrr_cents) as cents, row_number() over (order by sum(mrr_cents) desc) as place from billing.subscription_months where month = '2026-10-01' group by account_id) t"
    )]
    [InlineData(
        "weekends are quiet",
        "select count(*) filter (where extract(isodow from created_at at time zone 'America/New_York') > 5) * 1.0 / count(*) < 0.2 from product.deployments"
    )]
    [InlineData(
        "nothing happens today or later",
        """
            select greatest((select max(created_at) from product.deployments), (select max(opened_at) from support.tickets), (select max(resolved_at) from support.tickets), (select max(closed_at) from crm.opportunities),
                (select max(created_at) from crm.accounts), (select max(deleted_at) from crm.accounts), (select max(created_at) from product.projects), (select max(csat_at) from support.tickets)) < timestamptz '2026-11-21 05:00Z'
            and greatest((select max(paid_on) from billing.invoices), (select max(issued_on) from billing.invoices), (select max(occurred_on) from billing.subscription_events), (select max(canceled_on) from billing.subscriptions)) <= date '2026-11-20'
            """
    )]
    public async Task There_is_a_trap(string trap, string sql) => (await acme.ReadAsync<bool>(sql)).ShouldBeTrue(trap);
}
