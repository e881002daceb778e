using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.SavedViews;

[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_1705_create_saved_views")]
internal sealed class CreateSavedViews : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table saved_views (
                id uuid not null,
                name text not null,
                name_key text not null,
                query text not null,
                owner text not null,
                is_shared boolean not null,
                removed_at timestamptz,
                constraint pk_saved_views primary key (id)
            );
            create unique index ix_saved_views_owner_name on saved_views (owner, name_key) where removed_at is null;
            """
        );
}
