using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Budgets;

/// <summary>
/// What processes that are gone held is kept apart, so that it can be counted again: a call counts with the most that it could cost until its usage row
/// appears, and with what the row says from then on. One that no row ever tells of gets an estimated row.
/// </summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261122_1700_settle_lost_holds")]
internal sealed class SettleLostHolds : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            alter table budget_holds
                add column provider text not null default '',
                add column model text not null default '',
                add column agent text not null default '',
                add column user_name text not null default '',
                add column team text,
                add column key_name text;

            create table budget_lost_holds (
                like budget_holds,
                lost_at timestamptz not null default now(),
                is_billed boolean not null default false,  -- by an estimated row
                constraint pk_budget_lost_holds primary key (node, number)
            );

            create table budget_lost_leases (
                like budget_leases,
                constraint pk_budget_lost_leases primary key (node, budget_id, starts_on)
            );
            create index ix_budget_lost_leases_period on budget_lost_leases (budget_id, starts_on);

            -- By processes that are gone: what they told, and what the bill says beyond that.
            alter table budget_periods add column gone_usd numeric not null default 0;
            alter table budget_periods drop column lost_usd;

            create function count_gone(of_budget integer, of_period date) returns numeric language sql as $$
                select coalesce(sum(l.spent_usd + billed.usd + unbilled.usd), 0)
                from budget_lost_leases l join budget_periods p on p.budget_id = l.budget_id and p.starts_on = l.starts_on
                cross join lateral (
                    select coalesce(sum(coalesce(u.cost_usd, h.worst_usd, 0)), 0) as usd
                    from usage u left join budget_lost_holds h on h.node = u.budget_node and h.number = u.budget_hold
                    where u.budget_node = l.node and of_budget = any(u.budget_ids) and u.at >= p.from_at and u.at < p.until_at
                        and (u.budget_hold > l.flushed or h.node is not null)
                ) billed
                cross join lateral (
                    select coalesce(sum(h.worst_usd), 0) as usd from budget_lost_holds h
                    where h.node = l.node and of_budget = any(h.budget_ids) and h.at >= p.from_at and h.at < p.until_at
                        and not exists (select from usage u where u.budget_node = h.node and u.budget_hold = h.number)
                ) unbilled
                where l.budget_id = of_budget and l.starts_on = of_period
            $$;

            create or replace function lease_budget(of_budget integer, of_period date, period_from timestamptz, period_until timestamptz, for_node bigint, needed numeric, wanted numeric)
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
                select coalesce(sum(l.amount_usd), 0), coalesce(sum(l.spent_usd), 0) into leased, spent
                from budget_leases l where l.budget_id = of_budget and l.starts_on = of_period;
                free := coalesce(budget_limit, 0) - kept.spent_usd - kept.uncounted_usd - kept.gone_usd - leased;
                if free < needed and kept.gone_usd > 0 then
                    -- Before anybody is refused: the bill may say by now what was counted with the most that it could be.
                    update budget_periods set gone_usd = count_gone(of_budget, of_period) where budget_id = of_budget and starts_on = of_period returning * into kept;
                    free := coalesce(budget_limit, 0) - kept.spent_usd - kept.uncounted_usd - kept.gone_usd - leased;
                end if;
                spent := spent + kept.spent_usd + kept.uncounted_usd + kept.gone_usd;
                granted := case when free < needed then 0 else least(free, greatest(needed, least(wanted, round(free / 10, 6)))) end;
                if granted > 0 then
                    insert into budget_leases as l (node, budget_id, starts_on, amount_usd) values (for_node, of_budget, of_period, granted)
                    on conflict (node, budget_id, starts_on) do update set amount_usd = l.amount_usd + excluded.amount_usd;
                else
                    update budget_periods set wanted_at = clock_timestamp() where budget_id = of_budget and starts_on = of_period;
                end if;
                return next;
            end $$;

            drop function end_budget_lease(bigint, integer, date, boolean);

            -- Of a process that said so itself, and has told all of it: what it spent goes to the period.
            create function end_budget_lease(of_node bigint, of_budget integer, of_period date) returns void language plpgsql as $$
            declare
                told numeric;
            begin
                perform 1 from budget_periods where budget_id = of_budget and starts_on = of_period for update;
                delete from budget_leases where node = of_node and budget_id = of_budget and starts_on = of_period returning spent_usd into told;
                if found then
                    update budget_periods set spent_usd = spent_usd + told where budget_id = of_budget and starts_on = of_period;
                end if;
            end $$;

            drop function end_budget_node(bigint);

            -- A process that is lost, or that leaves while calls run, may have spent what it did not tell.
            create function end_budget_node(of_node bigint, is_lost boolean) returns void language plpgsql as $$
            declare
                lease budget_leases;
            begin
                insert into budget_lost_holds select h.* from budget_holds h where h.node = of_node on conflict do nothing;
                if not is_lost and not found then
                    perform end_budget_lease(l.node, l.budget_id, l.starts_on) from budget_leases l where l.node = of_node;
                else
                    for lease in select l.* from budget_leases l where l.node = of_node order by l.budget_id, l.starts_on loop
                        perform 1 from budget_periods where budget_id = lease.budget_id and starts_on = lease.starts_on for update;
                        delete from budget_leases where node = of_node and budget_id = lease.budget_id and starts_on = lease.starts_on returning * into lease;
                        if found then
                            insert into budget_lost_leases select lease.* on conflict do nothing;
                            update budget_periods set gone_usd = count_gone(lease.budget_id, lease.starts_on)
                            where budget_id = lease.budget_id and starts_on = lease.starts_on;
                        end if;
                    end loop;
                end if;
                delete from budget_holds where node = of_node;
                delete from budget_nodes where id = of_node;
            end $$;

            -- Every call ends up in the bill once: with its own row, or with an estimated one when none has come for so long.
            create function bill_lost_holds(after interval) returns void language plpgsql as $$
            begin
                delete from usage e using budget_lost_holds h
                where h.is_billed and e.budget_node = h.node and e.budget_hold = h.number and e.fault = 'lost'
                    and exists (select from usage u where u.budget_node = h.node and u.budget_hold = h.number and u.run_id <> e.run_id);
                with late as (
                    update budget_lost_holds set is_billed = true
                    where (node, number) in (
                        select h.node, h.number from budget_lost_holds h
                        where not h.is_billed and h.lost_at < now() - after
                            and not exists (select from usage u where u.budget_node = h.node and u.budget_hold = h.number)
                        for update skip locked)
                    returning *
                )
                insert into usage (run_id, seq, number, at, agent, agent_version, user_name, conversation_id, provider, model, duration_ms,
                    input, cache_read, cache_write, output, reasoning, is_estimated, cost_usd, fresh_usd, cache_read_usd, cache_write_usd, output_usd,
                    error, fault, team, key_name, budget_node, budget_hold, budget_ids)
                select gen_random_uuid(), 1, 1, at, agent, '', user_name, '00000000-0000-0000-0000-000000000000', provider, model, 0,
                    0, 0, 0, 0, 0, true, worst_usd, 0, 0, 0, worst_usd,
                    'The process that made the call was lost, and no other row tells what it cost: this is the most that it could.', 'lost',
                    team, key_name, node, number, budget_ids
                from late;
            end $$;
            """
        );
}
