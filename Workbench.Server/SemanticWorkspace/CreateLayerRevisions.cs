using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>Revisions of the semantic layer.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261121_1145_create_layer_revisions")]
internal sealed class CreateLayerRevisions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table layer_revisions (
                id text not null,
                files bytea not null,
                first_seen timestamptz not null,
                constraint pk_layer_revisions primary key (id)
            );
            """
        );
}
