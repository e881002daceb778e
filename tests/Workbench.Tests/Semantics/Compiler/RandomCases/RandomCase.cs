using System.Globalization;
using System.Text.Json;
using Npgsql;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Compiler.RandomCases;

internal abstract record CaseOutcome;

internal sealed record Same : CaseOutcome;

internal sealed record Refused(string Code) : CaseOutcome;

/// <param name="Kind">crash, sql, rows, layer.</param>
internal sealed record Differs(string Kind, string What, string Sql) : CaseOutcome;

/// <summary>Compiles queries to one world, runs them, and sets them beside the brute force. One transaction, rolled back.</summary>
internal sealed class RandomCase(NpgsqlDataSource source)
{
    private const string Schema = "world";
    private static readonly SemanticCompiler Compiler = new();

    public async Task<List<CaseOutcome>> RunAsync(World world, IReadOnlyList<SemanticQuery> queries)
    {
        var reading = LayerReader.Read(world.Files(Schema).Select(f => new LayerFileText(f.Key, f.Value)));
        if (reading.Problems.FirstOrDefault(p => p.Severity == ProblemSeverity.Error) is { } problem)
            return [.. queries.Select(_ => new Differs("layer", problem.ToString(), ""))];
        var layer = new SemanticLayer(reading.Content);
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var create = new NpgsqlCommand(world.Sql(Schema), connection))
            await create.ExecuteNonQueryAsync();
        var outcomes = new List<CaseOutcome>();
        foreach (var query in queries)
        {
            await transaction.SaveAsync("before");
            outcomes.Add(await RunAsync(world, layer, query, connection));
            await transaction.RollbackAsync("before");
        }
        return outcomes;
    }

    private static async Task<CaseOutcome> RunAsync(World world, SemanticLayer layer, SemanticQuery query, NpgsqlConnection connection)
    {
        Compilation compilation;
        try
        {
            compilation = Compiler.Compile(query, new CompileScope(layer, "everyone", world.Today));
        }
        catch (Exception e)
        {
            return new Differs("crash", e.ToString(), "");
        }
        if (compilation is not Compiled compiled)
            return new Refused(((Rejected)compilation).Problems[0].Code);
        if (NaiveRules.Broken(world, query, compiled.Sql) is { } rule)
            return new Differs("rule", rule, compiled.Sql);
        string[] actual;
        try
        {
            await using var command = new NpgsqlCommand(compiled.Sql, connection);
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<string>();
            while (await reader.ReadAsync())
                rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.IsDBNull(i) ? null : reader.GetValue(i)))));
            actual = [.. rows];
        }
        catch (PostgresException e)
        {
            return new Differs("sql", e.MessageText, compiled.Sql);
        }
        string[] expected = [.. NaiveAnswer.Of(world, query).Select(r => string.Join(" | ", compiled.Columns.Select(c => Text(r[c.Column.Name]))))];
        if (actual.SequenceEqual(expected, StringComparer.Ordinal))
            return new Same();
        var columns = string.Join(" | ", compiled.Columns.Select(c => c.Column.Name));
        return new Differs("rows", $"columns  {columns}\nexpected\n  {string.Join("\n  ", expected)}\nfound\n  {string.Join("\n  ", actual)}", compiled.Sql);
    }

    public static string Print(World world, SemanticQuery query) =>
        $"today {world.Today:yyyy-MM-dd}\n{world.Sql(Schema)}\n"
        + string.Concat(world.Files(Schema).Where(f => f.Key is not ("1-warehouse/all.yml" or "layer.yml")).Select(f => $"# {f.Key}\n{f.Value}"))
        + JsonSerializer.Serialize(query, Short);

    private static readonly JsonSerializerOptions Short = new(WireJson.Options)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private static string Text(object? value) =>
        value switch
        {
            null => "-",
            string text => text,
            bool flag => flag ? "true" : "false",
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            double number => Number((decimal)number),
            _ => Number(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        };

    private static string Number(decimal number)
    {
        var text = Math.Round(number, 6).ToString("0.######", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }
}
