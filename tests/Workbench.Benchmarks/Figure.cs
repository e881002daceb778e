using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Benchmarks;

/// <summary>One measured figure: a JSON line on stdout.</summary>
/// <param name="Goal">In words: <c>value &lt;= 0.5</c>.</param>
internal sealed record Figure(string Bench, string Metric, string Unit, double Value, string? Goal = null, bool? GoalMet = null, int Runs = 1)
{
    public string? Baseline { get; init; }
    public double? BaselineValue { get; init; }
    public double? Ratio { get; init; }

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public void Print() => Console.Out.WriteLine(JsonSerializer.Serialize(this with { Value = Math.Round(Value, 4) }, Options));
}
