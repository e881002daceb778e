using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Runs;

/// <summary>Searches that a provider made and what they cost beside the tokens; and which calls were refused before any provider was asked.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261122_2030_add_fees_and_refusals")]
internal sealed class AddFeesAndRefusals : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            alter table usage
                add column searches bigint not null default 0,
                add column fees_usd numeric,  -- with the other four amounts it adds up to cost_usd; null in rows from before, where there was none
                add column is_sent boolean not null default true;

            -- What was refused here took no time.
            update usage set is_sent = false where fault in ('budgetspent', 'ratelimited') and duration_ms = 0 and cost_usd = 0;
            """
        );
}
