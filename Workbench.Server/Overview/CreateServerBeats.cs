using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Overview;

/// <summary>Servers that are alive: each says so every few seconds.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_1640_create_server_beats")]
internal sealed class CreateServerBeats : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table server_beats (
                worker text not null,
                program text not null,
                slots integer not null,
                started_at timestamptz not null,
                seen_at timestamptz not null,
                constraint pk_server_beats primary key (worker)
            ) with (fillfactor = 50);  -- room to be renewed in place
            """
        );
}
