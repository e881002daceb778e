using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>The trap schema in a database, its layer, and the compiler between them. Shared by all compiler tests: nothing writes.</summary>
public sealed class TrapWarehouse(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private NpgsqlDataSource? _source;

    public SemanticLayer Layer { get; private set; } = null!;
    public ISemanticCompiler Compiler { get; } = new SemanticCompiler();
    private NpgsqlDataSource Source => _source ?? throw new InvalidOperationException("The fixture did not start.");

    public async ValueTask InitializeAsync()
    {
        var reading = LayerReader.Read(TrapSchema.Files.Select(f => new LayerFileText(f.Key, f.Value)));
        reading.Problems.Where(p => p.Severity == ProblemSeverity.Error).Select(p => p.ToString()).ShouldBeEmpty();
        Layer = new SemanticLayer(reading.Content);
        _source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        await using var command = _source.CreateCommand(TrapSchema.Sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _source?.DisposeAsync() ?? ValueTask.CompletedTask;

    public static SemanticQuery Query(string json) => JsonSerializer.Deserialize<SemanticQuery>(json, WireJson.Options)!;

    public Compilation Compile(string json, string level = "staff", DateOnly? today = null) =>
        Compiler.Compile(Query(json), new CompileScope(Layer, level, today ?? TrapSchema.Today));

    public Compiled MustCompile(string json, string level = "staff", DateOnly? today = null) =>
        Compile(json, level, today) switch
        {
            Compiled compiled => compiled,
            Rejected rejected => throw new Xunit.Sdk.XunitException(string.Join("\n", rejected.Problems.Select(p => $"{p.Code} {p.Path}: {p.Message}"))),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    public QueryProblem MustReject(string json, string level = "staff") => Compile(json, level).ShouldBeOfType<Rejected>().Problems[0];

    /// <summary>Rows of a query, which must be the same in both forms of its SQL.</summary>
    public async Task<string[]> RunAsync(string json, string level = "staff", DateOnly? today = null)
    {
        var compiled = MustCompile(json, level, today);
        var printed = await RowsAsync(compiled.Sql, compiled);
        (await RowsAsync(compiled.SqlParameters)).ShouldBe(printed, "the SQL with literals and the SQL with parameters differ");
        return printed;
    }

    /// <summary>The query's rows are those of naive SQL, in whatever order.</summary>
    public async Task ShouldGiveAsync(string json, string naiveSql, string level = "staff", DateOnly? today = null)
    {
        var actual = await RunAsync(json, level, today);
        var expected = await RowsAsync(naiveSql, compiled: null);
        expected.ShouldNotBeEmpty("the naive SQL finds nothing, so the test proves nothing");
        actual.Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal), MustCompile(json, level, today).Sql);
    }

    public Task<string[]> RowsAsync(string sql) => RowsAsync(sql, compiled: null);

    private async Task<string[]> RowsAsync(string sql, Compiled? compiled)
    {
        await using var command = Source.CreateCommand(sql);
        return await ReadAsync(command, compiled);
    }

    public async Task<string[]> RowsAsync(ParameterizedSql sql)
    {
        await using var command = Source.CreateCommand(sql.Text);
        foreach (var parameter in sql.Parameters)
            command.Parameters.Add(Parameter(parameter));
        return await ReadAsync(command, compiled: null);
    }

    private static async Task<string[]> ReadAsync(NpgsqlCommand command, Compiled? compiled)
    {
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        if (compiled is not null)
            Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ShouldBe(compiled.Columns.Select(c => c.Column.Name));
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.IsDBNull(i) ? null : reader.GetValue(i)))));
        return [.. rows];
    }

    /// <summary>The same for equal values, whatever their type and scale.</summary>
    private static string Text(object? value) =>
        value switch
        {
            null => "-",
            decimal number => Number(number),
            double number => Number((decimal)number),
            int or long or short => Convert.ToString(value, CultureInfo.InvariantCulture)!,
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    private static string Number(decimal number)
    {
        var text = Math.Round(number, 8).ToString("0.########", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    private static NpgsqlParameter Parameter(SqlParameterValue parameter)
    {
        var isArray = parameter.Type.EndsWith("[]", StringComparison.Ordinal);
        var type = (isArray ? parameter.Type[..^2] : parameter.Type) switch
        {
            "text" => NpgsqlDbType.Text,
            "numeric" => NpgsqlDbType.Numeric,
            "bigint" => NpgsqlDbType.Bigint,
            "boolean" => NpgsqlDbType.Boolean,
            "date" => NpgsqlDbType.Date,
            "timestamp" => NpgsqlDbType.Timestamp,
            "timestamptz" => NpgsqlDbType.TimestampTz,
            var other => throw new NotSupportedException(other),
        };
        return isArray
            ? new NpgsqlParameter
            {
                NpgsqlDbType = NpgsqlDbType.Array | type,
                Value = parameter.Values.Select(v => (DateOnly?)(v.IsNull ? null : DateOnly.Parse(v.Text!, CultureInfo.InvariantCulture))).ToArray(),
            }
            : new NpgsqlParameter { NpgsqlDbType = type, Value = Clr(type, parameter.Values[0]) };
    }

    private static object Clr(NpgsqlDbType type, QueryValue value) =>
        type switch
        {
            NpgsqlDbType.Numeric => value.Number!.Value,
            NpgsqlDbType.Bigint => (long)value.Number!.Value,
            NpgsqlDbType.Boolean => value.Boolean!.Value,
            NpgsqlDbType.Date => DateOnly.Parse(value.Text!, CultureInfo.InvariantCulture),
            NpgsqlDbType.Timestamp => DateTime.SpecifyKind(DateTime.Parse(value.Text!, CultureInfo.InvariantCulture), DateTimeKind.Unspecified),
            NpgsqlDbType.TimestampTz => DateTimeOffset.Parse(value.Text!, CultureInfo.InvariantCulture).ToUniversalTime(),
            _ => value.Text!,
        };
}
