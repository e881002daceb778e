using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Budgets;

/// <summary>
/// Budgets, and how their money is shared out among processes. Each process leases blocks of a budget's period and holds calls back on them in its
/// memory. Under the lock of the period's row: spent by leases that ended + what no lease counted + the amounts of open leases ≤ limit.
/// </summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261122_1040_create_budgets")]
internal sealed class CreateBudgets : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table budgets (
                id integer generated always as identity,
                scope text not null,
                subject text not null,  -- empty for everything
                period text not null,
                limit_usd numeric not null,
                set_by text not null,
                set_at timestamptz not null,
                removed_at timestamptz,
                constraint pk_budgets primary key (id)
            );
            create unique index ix_budgets_spender on budgets (scope, subject, period) where removed_at is null;

            create table budget_periods (
                budget_id integer not null,
                starts_on date not null,
                from_at timestamptz not null,
                until_at timestamptz not null,
                spent_usd numeric not null default 0,      -- by leases that ended
                lost_usd numeric not null default 0,       -- of that, for calls that a crash cut off
                uncounted_usd numeric not null default 0,  -- usage that no lease counted: from before the budget was there
                wanted_at timestamptz,                     -- a process found nothing to lease
                constraint pk_budget_periods primary key (budget_id, starts_on)
            );

            create table budget_nodes (
                id bigint generated always as identity,
                machine text not null,
                process integer not null,
                alive_until timestamptz not null,
                constraint pk_budget_nodes primary key (id)
            );

            create table budget_leases (
                node bigint not null,
                budget_id integer not null,
                starts_on date not null,
                amount_usd numeric not null,  -- of the limit; what the process spent is part of it
                spent_usd numeric not null default 0,
                flushed bigint not null default 0,  -- the process's last hold when it said what it had spent
                constraint pk_budget_leases primary key (node, budget_id, starts_on)
            );
            create index ix_budget_leases_period on budget_leases (budget_id, starts_on);

            -- Calls that run, a moment after they began: what a crash would leave unknown.
            create table budget_holds (
                node bigint not null,
                number bigint not null,
                at timestamptz not null,
                worst_usd numeric not null,
                budget_ids integer[] not null,
                constraint pk_budget_holds primary key (node, number)
            );

            create table budget_alerts (
                budget_id integer not null,
                starts_on date not null,
                threshold integer not null,  -- percent
                limit_usd numeric not null,
                spent_usd numeric not null,
                raised_at timestamptz not null,
                tries integer not null default 0,
                next_try_at timestamptz,
                sent_at timestamptz,
                constraint pk_budget_alerts primary key (budget_id, starts_on, threshold)
            );

            create index ix_usage_budget_hold on usage (budget_node, budget_hold) where budget_node is not null;

            -- Usage of the period that no lease counted.
            create function count_uncounted(of_budget integer, of_period date) returns numeric language sql as $$
                select coalesce(sum(u.cost_usd), 0)
                from budgets b join budget_periods p on p.budget_id = b.id join usage u on u.at >= p.from_at and u.at < p.until_at
                where b.id = of_budget and p.starts_on = of_period and u.cost_usd > 0
                    and (u.budget_ids is null or not b.id = any(u.budget_ids))
                    and case b.scope when 'everything' then true when 'agent' then u.agent = b.subject when 'user' then u.user_name = b.subject
                        when 'team' then u.team = b.subject when 'key' then u.key_name = b.subject when 'model' then u.model = b.subject end
            $$;

            -- Gives a process more of a period: what it wants or a tenth of what is left, but never less than it needs; nothing if there is less than that.
            create function lease_budget(of_budget integer, of_period date, period_from timestamptz, period_until timestamptz, for_node bigint, needed numeric, wanted numeric)
            returns table (granted numeric, budget_limit numeric, spent numeric, leased numeric) language plpgsql as $$
            declare
                kept budget_periods;
                free numeric;
            begin
                insert into budget_periods (budget_id, starts_on, from_at, until_at) values (of_budget, of_period, period_from, period_until) on conflict do nothing;
                if found then
                    update budget_periods set uncounted_usd = count_uncounted(of_budget, of_period) where budget_id = of_budget and starts_on = of_period;
                end if;
                select * into kept from budget_periods where budget_id = of_budget and starts_on = of_period for update;
                select limit_usd into budget_limit from budgets where id = of_budget and removed_at is null;
                select coalesce(sum(l.amount_usd), 0), kept.spent_usd + kept.uncounted_usd + coalesce(sum(l.spent_usd), 0) into leased, spent
                from budget_leases l where l.budget_id = of_budget and l.starts_on = of_period;
                free := coalesce(budget_limit, 0) - kept.spent_usd - kept.uncounted_usd - leased;
                granted := case when free < needed then 0 else least(free, greatest(needed, least(wanted, round(free / 10, 6)))) end;
                if granted > 0 then
                    insert into budget_leases as l (node, budget_id, starts_on, amount_usd) values (for_node, of_budget, of_period, granted)
                    on conflict (node, budget_id, starts_on) do update set amount_usd = l.amount_usd + excluded.amount_usd;
                else
                    update budget_periods set wanted_at = clock_timestamp() where budget_id = of_budget and starts_on = of_period;
                end if;
                return next;
            end $$;

            -- Ends a lease: what it spent goes to the period. After the process said so itself, or when it is gone; then what it had not said yet is
            -- found in the bill, and calls that are in no bill count with the most that they could cost.
            create function end_budget_lease(of_node bigint, of_budget integer, of_period date, is_gone boolean) returns void language plpgsql as $$
            declare
                lease budget_leases;
                billed numeric := 0;
                lost numeric := 0;
            begin
                perform 1 from budget_periods where budget_id = of_budget and starts_on = of_period for update;
                delete from budget_leases where node = of_node and budget_id = of_budget and starts_on = of_period returning * into lease;
                if not found then
                    return;
                end if;
                if is_gone then
                    select coalesce(sum(u.cost_usd), 0) into billed
                    from usage u
                    where u.budget_node = of_node and of_budget = any(u.budget_ids)
                        and u.at >= (select from_at from budget_periods where budget_id = of_budget and starts_on = of_period)
                        and u.at < (select until_at from budget_periods where budget_id = of_budget and starts_on = of_period)
                        and (u.budget_hold > lease.flushed or exists (select from budget_holds h where h.node = of_node and h.number = u.budget_hold));
                    select coalesce(sum(h.worst_usd), 0) into lost
                    from budget_holds h
                    where h.node = of_node and of_budget = any(h.budget_ids)
                        and h.at >= (select from_at from budget_periods where budget_id = of_budget and starts_on = of_period)
                        and h.at < (select until_at from budget_periods where budget_id = of_budget and starts_on = of_period)
                        and not exists (select from usage u where u.budget_node = of_node and u.budget_hold = h.number);
                end if;
                update budget_periods set spent_usd = spent_usd + lease.spent_usd + billed + lost, lost_usd = lost_usd + lost
                where budget_id = of_budget and starts_on = of_period;
            end $$;

            create function end_budget_node(of_node bigint) returns void language plpgsql as $$
            begin
                perform end_budget_lease(l.node, l.budget_id, l.starts_on, true) from budget_leases l where l.node = of_node;
                delete from budget_holds where node = of_node;
                delete from budget_nodes where id = of_node;
            end $$;
            """
        );
}
