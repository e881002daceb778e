using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Gateway;

/// <summary>Keys of other programs, and the secrets by which they are known.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261122_1110_create_gateway_keys")]
internal sealed class CreateGatewayKeys : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table gateway_keys (
                id uuid not null,
                name text not null,
                models text[] not null,
                endpoints text[] not null,
                created_at timestamptz not null,
                created_by text not null,
                expires_at timestamptz,
                revoked_at timestamptz,
                constraint pk_gateway_keys primary key (id)
            );
            create unique index ix_gateway_keys_name on gateway_keys (lower(name)) where revoked_at is null;

            create table gateway_key_secrets (
                id text not null,
                key_id uuid not null,
                hash bytea not null,
                created_at timestamptz not null,
                valid_until timestamptz,  -- after a rotation
                constraint pk_gateway_key_secrets primary key (id),
                constraint fk_gateway_key_secrets_key foreign key (key_id) references gateway_keys (id)
            );
            create index ix_gateway_key_secrets_key on gateway_key_secrets (key_id);
            """
        );
}
