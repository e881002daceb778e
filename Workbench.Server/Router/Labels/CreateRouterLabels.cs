using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Router.Labels;

/// <summary>What people did to labels, a row for each thing that they did: nothing is overwritten, and what is in force follows from it.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_0300_create_router_labels")]
internal sealed class CreateRouterLabels : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table router_labels (
                id bigint generated always as identity,
                text_hash bytea not null,
                text text not null,
                place text not null,
                tier text,  -- null: taken back
                labelled_by text not null,  -- whose label it is
                done_by text not null,  -- who gave it or took it back: another one only where it was imported or is taken from its owner
                done_at timestamptz not null,
                run_id uuid,
                level text not null,  -- that the message was asked at; empty: it is open to all
                note text,
                undone_at timestamptz,
                constraint pk_router_labels primary key (id)
            );
            create index ix_router_labels_text on router_labels (text_hash, labelled_by, id desc) where undone_at is null;
            create index ix_router_labels_done_by on router_labels (done_by, id desc) where undone_at is null;

            -- The last thing that holds for each text and person.
            create view router_labels_in_force as
            select id, text_hash, text, place, tier, labelled_by, done_at, run_id, level, note
            from (
                select distinct on (text_hash, labelled_by) * from router_labels where undone_at is null order by text_hash, labelled_by, id desc
            ) newest
            where tier is not null;
            """
        );
}
