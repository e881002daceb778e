using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Npgsql;
using Workbench.Server.Access;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Cli;

/// <summary><c>semantic validate</c> and <c>semantic compile</c>: the layer on disk, without a server; <c>semantic init</c> makes one.</summary>
internal static class SemanticCommands
{
    private const string NoWarehouse = "The warehouse was not looked at: ";

    private const string NotGenerated = "the demo company is not generated yet.";

    public static Command Create()
    {
        var account = new Option<string?>("--account")
        {
            Description = "The warehouse account whose tables the layer is checked against. Default: the layer's.",
            HelpName = "NAME",
        };
        var database = new Option<string?>("--database") { Description = "A database instead of an account: postgresql://…", HelpName = "URL" };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };

        var folder = new Argument<string?>("dir") { Description = "The layer's folder. Default: the workspace's.", Arity = ArgumentArity.ZeroOrOne };
        var validate = new Command("validate", "Checks the files of a layer, and them against the warehouse.") { folder, account, database, json };
        validate.SetAction(
            (parsed, cancellationToken) =>
                ValidateAsync(FolderOf(parsed.GetValue(folder)), parsed.GetValue(account), parsed.GetValue(database), parsed.GetValue(json), cancellationToken)
        );

        var file = new Argument<string>("file") { Description = "A semantic query as JSON, or many, one a line; - is stdin." };
        var semantic = new Option<string?>("--semantic") { Description = "The layer's folder. Default: the workspace's.", HelpName = "DIR" };
        var dialect = new Option<SqlDialectName>("--dialect") { Description = "postgres or snowflake.", DefaultValueFactory = _ => SqlDialectName.Postgres };
        var level = new Option<string?>("--level") { Description = "The access level that it is compiled for. Default: your own.", HelpName = "NAME" };
        var compile = new Command("compile", "Compiles semantic queries to SQL.") { file, semantic, account, database, dialect, level, json };
        compile.SetAction(
            async (parsed, cancellationToken) =>
            {
                var directory = FolderOf(parsed.GetValue(semantic));
                // The compiler needs no database; where one is named, the layer has to fit it.
                if (
                    (parsed.GetValue(account) ?? parsed.GetValue(database)) is not null
                    && await ValidateAsync(directory, parsed.GetValue(account), parsed.GetValue(database), json: false, cancellationToken, Console.Error)
                        is not ExitCode.Done
                            and var failed
                )
                {
                    return failed;
                }

                var text =
                    parsed.GetRequiredValue(file) is var name && name == "-"
                        ? await Console.In.ReadToEndAsync(cancellationToken)
                        : await File.ReadAllTextAsync(name, cancellationToken);
                return await CompileAsync(directory, text, parsed.GetValue(dialect), parsed.GetValue(level), parsed.GetValue(json), cancellationToken);
            }
        );
        return new Command("semantic", "The semantic layer.")
        {
            validate,
            SemanticInitCommand.Create(),
            compile,
            SemanticProbeCommand.Create(),
            SemanticDiffCommand.Create(),
            SemanticInterchangeCommands.Import(),
            SemanticInterchangeCommands.Export(FolderOf),
        };
    }

    private static async Task<int> ValidateAsync(
        string folder,
        string? account,
        string? database,
        bool json,
        CancellationToken cancellationToken,
        TextWriter? output = null
    )
    {
        if (!Directory.Exists(folder))
        {
            await Console.Error.WriteLineAsync($"There is no folder {folder}.");
            return ExitCode.WrongUsage;
        }

        output ??= Console.Out;
        var schema = await ReadSchemaAsync(folder, account, database, cancellationToken);
        var result = await LayerValidation.RunAsync(folder, schema, cancellationToken);
        if (json)
        {
            var problems = result.Problems.Select(p => new
            {
                p.At.File,
                p.At.Line,
                p.At.Column,
                p.Code,
                p.Severity,
                p.Message,
            });
            await output.WriteLineAsync(JsonSerializer.Serialize(new { problems }, WireJson.Indented));
        }
        else
        {
            foreach (var problem in result.Problems)
                await output.WriteLineAsync(problem.ToString());
        }

        var errors = result.Problems.Count(p => p.Severity == ProblemSeverity.Error);
        await Console.Error.WriteLineAsync($"{errors} errors, {result.Problems.Length - errors} warnings in {folder}");
        return errors == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<int> CompileAsync(
        string folder,
        string text,
        SqlDialectName dialect,
        string? level,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var reading = LayerReader.Read(await LayerFolder.ReadAsync(folder, cancellationToken));
        if (reading.Problems.Any(p => p.Severity == ProblemSeverity.Error))
        {
            foreach (var problem in reading.Problems)
                await Console.Error.WriteLineAsync(problem.ToString());

            return ExitCode.Failed;
        }

        var configuration = Settings();
        var layer = new SemanticLayer(reading.Content);
        var scope = new CompileScope(
            layer,
            level ?? configuration.GetSection("Access").Get<AccessOptions>()?.LocalLevel ?? new AccessOptions().LocalLevel,
            new Today(TimeProvider.System, configuration).In(layer.Calendar.TimeZone),
            dialect
        );
        var compiler = new SemanticCompiler();
        var failed = false;
        foreach (var query in Split(text))
        {
            var compilation = Compile(compiler, scope, query);
            failed |= compilation is Rejected;
            await Console.Out.WriteLineAsync(json ? Json(compilation) : Text(compilation));
        }

        return failed ? ExitCode.Failed : ExitCode.Done;
    }

    private static Compilation Compile(SemanticCompiler compiler, CompileScope scope, string query)
    {
        try
        {
            return JsonSerializer.Deserialize<SemanticQuery>(query, WireJson.Options) is { } read
                ? compiler.Compile(read, scope)
                : new Rejected([new QueryProblem("bad_query", "", "A query is an object.", [])]);
        }
        catch (JsonException e)
        {
            return new Rejected([new QueryProblem("bad_query", e.Path ?? "", e.Message, [])]);
        }
    }

    private static string Json(Compilation compilation) =>
        compilation switch
        {
            Compiled c => JsonSerializer.Serialize(
                new
                {
                    c.Sql,
                    c.SqlParameters,
                    Columns = c.Columns.Select(column => column.Column),
                    c.Warnings,
                },
                WireJson.Options
            ),
            Rejected r => JsonSerializer.Serialize(new { r.Problems }, WireJson.Options),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static string Text(Compilation compilation) =>
        compilation switch
        {
            Compiled c => string.Concat(c.Warnings.Select(w => $"-- {w.Message}\n")) + c.Sql.TrimEnd(';') + ";\n",
            Rejected r => string.Join('\n', r.Problems.Select(p => $"-- {p.Code} at {p.Path}: {p.Message}")) + "\n",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>One query over several lines, or one a line: the first line tells.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines is [var first, _, ..] && IsComplete(first) ? lines : [text];
    }

    private static bool IsComplete(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <returns>Null, with a word on stderr, when the warehouse cannot be looked at.</returns>
    private static async Task<WarehouseSchema?> ReadSchemaAsync(string folder, string? account, string? database, CancellationToken cancellationToken)
    {
        if (database is not null)
        {
            await using var source = NpgsqlDataSource.Create(PostgresUrl.Parse(database));
            return await PostgresSchema.ReadAsync(source, cancellationToken);
        }

        var settings = Settings();
        if (settings.GetConnectionString("Workbench") is null && !EmbeddedPostgres.Exists(DataDirectory.Find(settings)))
        {
            await Console.Error.WriteLineAsync($"{NoWarehouse}{NotGenerated}");
            return null;
        }

        try
        {
            await using var host = await CommandHost.OpenAsync(cancellationToken);
            var accounts = host.Services.GetRequiredService<IWarehouseAccounts>();
            account ??= LayerReader.Read(await LayerFolder.ReadAsync(folder, cancellationToken)).Content.Account;
            if (accounts.Find(account) is null)
            {
                await Console.Error.WriteLineAsync($"{NoWarehouse}there is no account \"{account}\".");
                return null;
            }

            return await accounts.Open(account).ReadSchemaAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or StorageUnavailableException)
        {
            var reason = e is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } ? NotGenerated : e.Message;
            await Console.Error.WriteLineAsync(NoWarehouse + reason);
            return null;
        }
    }

    private static string FolderOf(string? given) =>
        Path.GetFullPath(given ?? SemanticsServices.FolderOf(Settings().GetSection("Semantics").Get<SemanticsOptions>() ?? new SemanticsOptions()));

    private static IConfiguration Settings() =>
        new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().Build();
}
