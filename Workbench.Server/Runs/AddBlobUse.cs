using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Runs;

/// <summary>
/// When somebody last wrote a blob, whether it was there or not: what was written lately may be about to be named by a step. And a hold on a conversation: whoever begins a
/// run with steps of another one is told when that one was deleted.
/// </summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_1406_add_blob_use")]
internal sealed class AddBlobUse : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            alter table blobs add column kept_at timestamptz not null default now();

            create function hold_conversation(held uuid) returns void language plpgsql as $$
            begin
                perform from conversations where id = held for key share;
                if not found then
                    raise exception 'There is no conversation % any more.', held using errcode = 'WB002';
                end if;
            end $$;
            """
        );
}
