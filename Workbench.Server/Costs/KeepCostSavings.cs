using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Costs;

/// <summary>What tiers saved in runs that retention deleted, by day.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_1408_keep_cost_savings")]
internal sealed class KeepCostSavings : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table cost_savings_kept (
                day date not null,
                paid numeric not null,
                at_max numeric not null,
                calls bigint not null,
                left_out bigint not null,
                constraint pk_cost_savings_kept primary key (day)
            );
            """
        );
}
