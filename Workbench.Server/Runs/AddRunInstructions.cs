using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Runs;

/// <summary>Definitions that come with a question.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261121_1430_add_run_instructions")]
internal sealed class AddRunInstructions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("alter table runs add column instructions text");
}
