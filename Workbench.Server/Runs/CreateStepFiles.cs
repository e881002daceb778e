using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Runs;

/// <summary>Files that tools made, beside their step: few steps have any.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_1630_create_step_files")]
internal sealed class CreateStepFiles : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table step_files (
                run_id uuid not null,
                seq integer not null,
                number integer not null,
                name text not null,
                media_type text not null,
                size bigint not null,
                hash bytea,
                constraint pk_step_files primary key (run_id, seq, number)
            );
            """
        );
}
