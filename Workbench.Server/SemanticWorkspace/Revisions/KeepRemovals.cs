using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>A draft without a text removes its file.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261122_0710_keep_removals")]
internal sealed class KeepRemovals : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("alter table layer_drafts alter column packed drop not null;");
}
