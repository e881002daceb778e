using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Runs;

/// <summary>Which run, and which of its steps, a run goes on from.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_0725_add_run_forks")]
internal sealed class AddRunForks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            alter table runs add column fork_of uuid, add column fork_step integer, add column fork_copied integer, add column fork_changes text,
                add column history_until timestamptz;
            create index ix_runs_fork_of on runs (fork_of) where fork_of is not null;
            """
        );
}
