using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Budgets;

/// <summary>As before, by the names of the columns: their order is nobody's promise.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261122_2040_name_lost_columns")]
internal sealed class NameLostColumns : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            -- A process that is lost, or that leaves while calls run, may have spent what it did not tell.
            create or replace function end_budget_node(of_node bigint, is_lost boolean) returns void language plpgsql as $$
            declare
                lease budget_leases;
            begin
                insert into budget_lost_holds (node, number, at, worst_usd, budget_ids, provider, model, agent, user_name, team, key_name)
                select h.node, h.number, h.at, h.worst_usd, h.budget_ids, h.provider, h.model, h.agent, h.user_name, h.team, h.key_name
                from budget_holds h where h.node = of_node on conflict do nothing;
                if not is_lost and not found then
                    perform end_budget_lease(l.node, l.budget_id, l.starts_on) from budget_leases l where l.node = of_node;
                else
                    for lease in select l.* from budget_leases l where l.node = of_node order by l.budget_id, l.starts_on loop
                        perform 1 from budget_periods where budget_id = lease.budget_id and starts_on = lease.starts_on for update;
                        delete from budget_leases where node = of_node and budget_id = lease.budget_id and starts_on = lease.starts_on returning * into lease;
                        if found then
                            insert into budget_lost_leases (node, budget_id, starts_on, amount_usd, spent_usd, flushed)
                            values (lease.node, lease.budget_id, lease.starts_on, lease.amount_usd, lease.spent_usd, lease.flushed) on conflict do nothing;
                            update budget_periods set gone_usd = count_gone(lease.budget_id, lease.starts_on)
                            where budget_id = lease.budget_id and starts_on = lease.starts_on;
                        end if;
                    end loop;
                end if;
                delete from budget_holds where node = of_node;
                delete from budget_nodes where id = of_node;
            end $$;
            """
        );
}
