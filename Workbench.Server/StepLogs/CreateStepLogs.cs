using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.StepLogs;

[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_1955_create_step_logs")]
internal sealed class CreateStepLogs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table step_logs (
                id bigint generated always as identity,
                run_id uuid not null,
                seq integer not null,
                at timestamptz not null,
                level text not null,
                category text not null,
                text text not null,
                constraint pk_step_logs primary key (id)
            );
            create index ix_step_logs_step on step_logs (run_id, seq);
            """
        );
}
