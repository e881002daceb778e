using System.Collections.Immutable;
using Npgsql;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;

namespace Workbench.Server.Warehouses;

/// <summary>
/// Gives each access level of a layer a login of its own with the rights to read what the layer says it may, table by table and column by
/// column, and nothing else. The login is a member of no other role and owns nothing; what the layer does not name it cannot read.
/// </summary>
internal sealed partial class WarehouseGrants(PostgresWarehouse warehouse, PostgresLogins logins, string account, WarehouseOwnership ownership, ILogger logger)
{
    /// <summary>The comment of each role that was made here: only such a role is ever changed.</summary>
    internal const string Mark = "Login of an access level; Workbench made it";

    /// <summary>"wbgrants" in ASCII: two processes do not write the same rights at once.</summary>
    private const long AdvisoryLock = 0x77626772616E7473;

    private const string CurrentRights = """
        select n.nspname, c.relname, null, r.privilege_type
        from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) r
        where r.grantee = $1::regrole and c.relkind in ('r', 'p', 'v', 'm', 'f')
        union all
        select n.nspname, c.relname, a.attname, r.privilege_type
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace, aclexplode(a.attacl) r
        where r.grantee = $1::regrole
        """;

    private const string Attributes = "login noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls";

    private const string CurrentSchemas = """
        select n.nspname from pg_namespace n, aclexplode(n.nspacl) r where r.grantee = $1::regrole and n.nspname <> 'public'
        """;

    /// <summary>Makes the rights at the warehouse those of the layer, and runs each level under its login from now on.</summary>
    /// <returns>How many tables got other rights than they had.</returns>
    public Task<int> ApplyAsync(SemanticLayer layer, CancellationToken cancellationToken) =>
        CatalogWrites.RetryAsync(stop => ApplyOnceAsync(layer, stop), cancellationToken).AsTask();

    private async ValueTask<int> ApplyOnceAsync(SemanticLayer layer, CancellationToken cancellationToken)
    {
        var schema = await warehouse.ReadSchemaAsync(cancellationToken);
        var roles = Roles(layer);
        foreach (var role in roles.Values)
            await EnsureRoleAsync(role, cancellationToken);

        await using var connection = await warehouse.Owner.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, "select pg_advisory_xact_lock($1)", cancellationToken, AdvisoryLock);
        if (ownership == WarehouseOwnership.Database)
            await CloseToPublicAsync(connection, cancellationToken);
        else
            await TellOpenToPublicAsync(connection, cancellationToken);

        var changed = 0;
        foreach (var level in layer.Access.Levels)
        {
            var role = roles[level.Name];
            await RestrictAsync(connection, role, cancellationToken);
            changed += await ApplyAsync(connection, role, Desired(layer, level.Name, schema), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        await UseAsync(layer);
        return changed;
    }

    /// <summary>Runs each level under its login from now on, with the rights that it has.</summary>
    public Task UseAsync(SemanticLayer layer) => warehouse.UseLoginsAsync(Roles(layer).ToDictionary(r => r.Key, r => logins.Connection(r.Value)));

    private Dictionary<string, string> Roles(SemanticLayer layer) =>
        layer.Access.Levels.ToDictionary(l => l.Name, l => l.Login ?? $"{account}_{l.Name}", StringComparer.Ordinal);

    /// <summary>What a level may read. A null column is the whole table.</summary>
    internal static ImmutableHashSet<Right> Desired(SemanticLayer layer, string level, WarehouseSchema schema)
    {
        var rights = ImmutableHashSet.CreateBuilder<Right>();
        foreach (var table in layer.Tables.Where(t => layer.Access.Allows(level, t.Access)))
        {
            if (schema.Find(table.Schema, table.Name) is not { } stored)
                continue;

            var open = stored.Columns.Where(c => table.FindColumn(c.Name) is { } named && layer.Access.Allows(level, named.Access)).ToList();
            if (open.Count == stored.Columns.Length)
            {
                rights.Add(new Right(table.Schema, table.Name, null));
            }
            else
            {
                rights.UnionWith(open.Select(c => new Right(table.Schema, table.Name, c.Name)));
            }
        }

        return rights.ToImmutable();
    }

    private static async Task<int> ApplyAsync(NpgsqlConnection connection, string role, ImmutableHashSet<Right> desired, CancellationToken cancellationToken)
    {
        HashSet<Right> current = [];
        HashSet<(string, string)> tooMuch = [];
        HashSet<string> schemas = [];
        await using (var command = new NpgsqlCommand(CurrentRights, connection) { Parameters = { new() { Value = Quote(role) } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var right = new Right(reader.GetString(0), reader.GetString(1), await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetString(2));
                current.Add(right);
                if (reader.GetString(3) != "SELECT")
                    tooMuch.Add((right.Schema, right.Table));
            }
        }

        await using (var command = new NpgsqlCommand(CurrentSchemas, connection) { Parameters = { new() { Value = Quote(role) } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                schemas.Add(reader.GetString(0));
        }

        List<string> statements = [];
        var desiredSchemas = desired.Select(r => r.Schema).ToHashSet();
        statements.AddRange(schemas.Except(desiredSchemas).Select(s => $"revoke all on schema {Quote(s)} from {Quote(role)}"));
        statements.AddRange(desiredSchemas.Except(schemas).Select(s => $"grant usage on schema {Quote(s)} to {Quote(role)}"));

        var tables = current.Concat(desired).Select(r => (r.Schema, r.Table)).ToHashSet();
        var changed = 0;
        foreach (var (schema, table) in tables)
        {
            var has = current.Where(r => r.Schema == schema && r.Table == table).ToHashSet();
            var wants = desired.Where(r => r.Schema == schema && r.Table == table).ToHashSet();
            if (has.SetEquals(wants) && !tooMuch.Contains((schema, table)))
                continue;

            changed++;
            var name = $"{Quote(schema)}.{Quote(table)}";
            if (has.Count > 0)
            {
                // Takes the rights on its columns along.
                statements.Add($"revoke all on {name} from {Quote(role)}");
            }

            if (wants.Any(r => r.Column is null))
            {
                statements.Add($"grant select on {name} to {Quote(role)}");
            }
            else if (wants.Count > 0)
            {
                statements.Add($"grant select ({string.Join(", ", wants.Select(r => Quote(r.Column!)))}) on {name} to {Quote(role)}");
            }
        }

        if (statements.Count > 0)
            await ExecuteAsync(connection, string.Join(";\n", statements), cancellationToken);

        return changed;
    }

    // Roles belong to the whole server, and the lock above to one database of it: another database's process may create the same one.
    private async Task EnsureRoleAsync(string role, CancellationToken cancellationToken)
    {
        await using var connection = await warehouse.Owner.OpenConnectionAsync(cancellationToken);
        var made = await FindRoleAsync(connection, role, cancellationToken);
        if (made is null && await TryCreateRoleAsync(connection, role, cancellationToken))
            return;

        made ??= await FindRoleAsync(connection, role, cancellationToken) ?? new LoginRole(IsMarked: false, IsLikeOurs: false);
        // A role of an earlier version has no mark; it is like ours, and takes a password that only Workbench derives.
        var isTaken = await CanLogInAsync(role, cancellationToken);
        if (!made.IsMarked && !(made.IsLikeOurs && isTaken))
        {
            throw new InvalidOperationException(
                $"There is a role {Quote(role)} at the account {account} that Workbench did not make, so it is left as it is. "
                    + "Name another one as `login` of the access level in access.yml, or drop the role. "
                    + $"If it is Workbench's after all: comment on role {Quote(role)} is {Literal(Mark)}"
            );
        }

        if (!isTaken)
            await ExecuteAsync(connection, $"alter role {Quote(role)} {Attributes} password {Literal(logins.Verifier(role))}", cancellationToken);

        if (!made.IsMarked)
            await ExecuteAsync(connection, $"comment on role {Quote(role)} is {Literal(Mark)}", cancellationToken);
    }

    /// <returns>False when another process was faster.</returns>
    private async Task<bool> TryCreateRoleAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        try
        {
            // One message and so one transaction: there is never a role of ours without its mark.
            await ExecuteAsync(
                connection,
                $"create role {Quote(role)} {Attributes} password {Literal(logins.Verifier(role))}; comment on role {Quote(role)} is {Literal(Mark)}",
                cancellationToken
            );
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    private static async Task<LoginRole?> FindRoleAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select coalesce(shobj_description(r.oid, 'pg_authid') = $2, false),
                   r.rolcanlogin and not (r.rolinherit or r.rolsuper or r.rolcreatedb or r.rolcreaterole or r.rolreplication or r.rolbypassrls)
            from pg_roles r where r.rolname = $1
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = role },
                new() { Value = Mark },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new LoginRole(reader.GetBoolean(0), reader.GetBoolean(1)) : null;
    }

    private static async Task RestrictAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        // A role that somebody made a member of another one is taken out again: SET ROLE would give it that one's rights.
        await ExecuteAsync(
            connection,
            $"""
            do $$
            declare other regrole;
            begin
                for other in select roleid::regrole from pg_auth_members where member = {Literal(Quote(role))}::regrole loop
                    execute format('revoke %s from %s', other, {Literal(Quote(role))}::regrole);
                end loop;
                if not exists (select from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
                               where d.datname = current_database() and s.setrole = {Literal(Quote(role))}::regrole) then
                    execute format('alter role %s in database %I set default_transaction_read_only = on', {Literal(Quote(role))}::regrole, current_database());
                    execute format('alter role %s in database %I set statement_timeout = ''5min''', {Literal(Quote(role))}::regrole, current_database());
                    execute format('alter role %s in database %I set idle_in_transaction_session_timeout = ''1min''', {Literal(
                Quote(role)
            )}::regrole, current_database());
                end if;
                if not has_database_privilege({Literal(role)}, current_database(), 'CONNECT') then
                    execute format('grant connect on database %I to %s', current_database(), {Literal(Quote(role))}::regrole);
                end if;
            end $$
            """,
            cancellationToken
        );
    }

    /// <summary>Nobody may create anything here, or use another database's tables, only for being somebody.</summary>
    private static Task CloseToPublicAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ExecuteAsync(
            connection,
            """
            do $$
            begin
                if has_database_privilege('public', current_database(), 'CREATE') or has_database_privilege('public', current_database(), 'TEMPORARY')
                   or has_database_privilege('public', current_database(), 'CONNECT') then
                    execute format('revoke all on database %I from public', current_database());
                end if;
                if exists (select from pg_namespace n, aclexplode(n.nspacl) r where n.nspname = 'public' and r.grantee = 0) then
                    revoke all on schema public from public;
                end if;
            end $$
            """,
            cancellationToken
        );

    /// <summary>On somebody's warehouse other programs may live on what everybody may do; it is told and left.</summary>
    private async Task TellOpenToPublicAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select concat_ws(', ',
                case when has_database_privilege('public', current_database(), 'CREATE') then 'creating schemas' end,
                case when has_database_privilege('public', current_database(), 'TEMPORARY') then 'creating temporary tables' end,
                (select 'reading ' || count(*) || ' tables' from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
                   and exists (select from aclexplode(c.relacl) r where r.grantee = 0 and r.privilege_type = 'SELECT')
                   and exists (select from aclexplode(n.nspacl) r where r.grantee = 0 and r.privilege_type = 'USAGE')
                 having count(*) > 0))
            """,
            connection
        );
        if (await command.ExecuteScalarAsync(cancellationToken) is string { Length: > 0 } open)
            OpenToPublic(account, open);
    }

    private async Task<bool> CanLogInAsync(string role, CancellationToken cancellationToken)
    {
        try
        {
            var settings = logins.Connection(role);
            settings.Pooling = false;
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (PostgresException e)
            when (e.SqlState != PostgresErrorCodes.InvalidPassword && e.SqlState != PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            // The password is right; it is only that the database is closed to the role yet.
            return true;
        }
        catch (PostgresException)
        {
            return false;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Quote(string name) => PostgresDatabases.QuoteIdentifier(name);

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The account {Account} gives every role, and so each access level, more than the layer does: {Rights}. Workbench leaves it so; revoke it from public if no other program needs it"
    )]
    private partial void OpenToPublic(string account, string rights);

    /// <param name="IsLikeOurs">Its attributes are those that a login gets here.</param>
    private sealed record LoginRole(bool IsMarked, bool IsLikeOurs);

    internal readonly record struct Right(string Schema, string Table, string? Column);
}
