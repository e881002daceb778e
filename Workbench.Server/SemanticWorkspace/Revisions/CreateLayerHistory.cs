using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>The history of the layer, and texts that are not saved yet.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261121_2035_create_layer_history")]
internal sealed class CreateLayerHistory : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table layer_texts (
                hash text not null,
                packed bytea not null,
                constraint pk_layer_texts primary key (hash)
            );
            create table layer_entries (
                id bigint not null,
                parent bigint,
                content text not null,
                author text,
                message text not null,
                origin text not null,
                at timestamptz not null,
                is_broken boolean not null,
                files bytea not null,
                constraint pk_layer_entries primary key (id)
            );
            create index ix_layer_entries_content on layer_entries (content, id);
            create table layer_entry_files (
                entry bigint not null,
                path text not null,
                before text,
                after text,
                constraint pk_layer_entry_files primary key (entry, path)
            );
            create index ix_layer_entry_files_path on layer_entry_files (path, entry);
            create table layer_drafts (
                author text not null,
                path text not null,
                session uuid not null,
                packed bytea not null,
                base_hash text not null,
                kept_at timestamptz not null,
                constraint pk_layer_drafts primary key (author, path, session)
            );
            """
        );
}
