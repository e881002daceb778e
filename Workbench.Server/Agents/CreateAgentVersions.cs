using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Agents;

/// <summary>Versions of agents that runs have pinned.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261121_1120_create_agent_versions")]
internal sealed class CreateAgentVersions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table agent_versions (
                name text not null,
                version text not null,
                source text not null,
                first_seen timestamptz not null,
                constraint pk_agent_versions primary key (name, version)
            );
            """
        );
}
