using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Router.Versions;

/// <summary>Which weights the servers of this database use: the newest row says it. The weights themselves are here too, so that servers on other machines have them.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_0310_create_router_ships")]
internal sealed class CreateRouterShips : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table router_weights (
                hash bytea not null,  -- SHA-256 of the file
                name text not null,
                file bytea not null,
                about jsonb,
                added_at timestamptz not null,
                constraint pk_router_weights primary key (hash)
            );

            create table router_ships (
                id bigint generated always as identity,
                at timestamptz not null,
                shipped_by text not null,
                from_name text not null,
                from_hash bytea,  -- null: the weights that the program brings
                to_name text not null,
                to_hash bytea,
                insisted text,
                undoes bigint,
                comparison jsonb,
                constraint pk_router_ships primary key (id),
                constraint fk_router_ships_from foreign key (from_hash) references router_weights (hash),
                constraint fk_router_ships_to foreign key (to_hash) references router_weights (hash),
                constraint fk_router_ships_undoes foreign key (undoes) references router_ships (id)
            );
            create unique index ix_router_ships_undoes on router_ships (undoes);
            """
        );
}
