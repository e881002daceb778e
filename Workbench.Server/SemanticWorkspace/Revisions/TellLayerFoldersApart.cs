using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>The folder that an entry of the history is of.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261122_0010_tell_layer_folders_apart")]
internal sealed class TellLayerFoldersApart : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            alter table layer_entries add column folder text;
            create index ix_layer_entries_folder on layer_entries (folder, id);
            """
        );
}
