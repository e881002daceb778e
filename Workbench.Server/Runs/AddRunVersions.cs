using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Runs;

/// <summary>In which form a run's journal is written, and which program each of its executors was.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_1049_add_run_versions")]
internal sealed class AddRunVersions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            alter table runs add column journal_format integer not null default 1;
            alter table run_claims add column program text;
            """
        );
}
