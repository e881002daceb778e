using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Runs;

/// <summary>Every class of token, where the money went, why this provider, and what the budgets held back for it.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261122_1030_add_usage_parts")]
internal sealed class AddUsageParts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            alter table usage
                add column cache_write_long bigint not null default 0,
                add column audio_input bigint not null default 0,
                add column image_input bigint not null default 0,
                add column audio_cache_read bigint not null default 0,
                add column image_cache_read bigint not null default 0,
                add column audio_output bigint not null default 0,
                add column image_output bigint not null default 0,
                add column service_tier text,
                add column is_reconciled boolean not null default true,
                add column mismatch text,
                add column fresh_usd numeric,  -- these four add up to cost_usd
                add column cache_read_usd numeric,
                add column cache_write_usd numeric,
                add column output_usd numeric,
                add column reported_cost_usd numeric,
                add column tier text,
                add column decision text,
                add column first_token_ms double precision,
                add column is_cached boolean not null default false,
                add column fault text,
                add column team text,
                add column key_name text,
                add column budget_node bigint,  -- what was held back for it: whose, which, and on which budgets
                add column budget_hold bigint,
                add column budget_ids integer[];
            """
        );
}
