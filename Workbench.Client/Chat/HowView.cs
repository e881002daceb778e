using System.Text.Json;
using Workbench.Client.Components;
using Workbench.Shared;
using Workbench.Shared.Answers;

namespace Workbench.Client.Chat;

/// <summary>How an answer was computed, in words a person can check.</summary>
public sealed record HowView
{
    public required string? Reading { get; init; }
    public required string Origin { get; init; }
    public required string OriginHint { get; init; }
    public required IReadOnlyList<SourceView> Sources { get; init; }
    public required IReadOnlyList<FilterView> Filters { get; init; }
    public required IReadOnlyList<string> Assumptions { get; init; }

    /// <summary>What the words of the question were linked to.</summary>
    public IReadOnlyList<WordView> Words { get; init; } = [];
    public required string? Freshness { get; init; }
    public required string? Rows { get; init; }
    public required string? Confidence { get; init; }
    public required string? Query { get; init; }
    public IReadOnlyList<CheckView> Checks { get; init; } = [];
    public VerificationView? Verification { get; init; }
    public bool IsEmpty => Reading is null && Sources.Count == 0 && Filters.Count == 0 && Query is null;

    public static HowView Create(Answer answer) =>
        new()
        {
            Reading = answer.Reading,
            Origin = OriginOf(answer.Origin),
            OriginHint = HintOf(answer.Origin),
            Sources = [.. answer.Sources.Select(SourceView.Create)],
            Filters = [.. answer.Filters.Select(FilterView.Create)],
            Assumptions = answer.Assumptions,
            Words = [.. answer.Words.Select(WordView.Create)],
            Freshness = answer.Sources.Select(s => s.Freshness).FirstOrDefault(f => !string.IsNullOrEmpty(f)),
            Rows = answer.Columns.Count == 0 ? null : Amounts.Count(answer.Rows.Count, "row", "rows"),
            Confidence = answer.Confidence is { } c ? $"{c.Band} ({Math.Round(c.P * 100):0} %)" : null,
            Query = answer.Query is null ? null : JsonSerializer.Serialize(answer.Query, WireJson.Indented),
            Checks = [.. answer.Checks.Select(CheckView.Create)],
            Verification = answer.Verification is { } verification ? VerificationView.Create(verification) : null,
        };

    private static string OriginOf(AnswerOrigin origin) =>
        origin switch
        {
            AnswerOrigin.Compiled => "Compiled from metrics",
            AnswerOrigin.Verified => "Verified query",
            AnswerOrigin.FreeSql => "Free SQL",
            AnswerOrigin.Layer => "From the semantic layer",
            AnswerOrigin.None => "No query",
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        };

    private static string HintOf(AnswerOrigin origin) =>
        origin switch
        {
            AnswerOrigin.Compiled => "The semantic layer's compiler wrote the SQL from the definitions below.",
            AnswerOrigin.Verified => "A query that a person checked and signed for this question.",
            AnswerOrigin.FreeSql => "No metric covers this: the SQL was written for the question. Check it before you rely on it.",
            AnswerOrigin.Layer => "Answered from the definitions themselves, without touching data.",
            AnswerOrigin.None => "Nothing was computed.",
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        };
}

/// <param name="Words">"Verified by finance-data on 2026-10-05:"</param>
/// <param name="Own">What of the query is the asker's own.</param>
public sealed record VerificationView(string Words, string Question, string Href, string Place, string? Own)
{
    public static VerificationView Create(AnswerVerification verification) =>
        new(
            $"Verified{(verification.Owner is { Length: > 0 } owner ? $" by {owner}" : "")} on {verification.VerifiedOn:yyyy-MM-dd}:",
            verification.Question,
            $"/layer?file={Uri.EscapeDataString(verification.File)}&line={verification.Line}",
            $"{verification.File}:{verification.Line}",
            verification.Own
        );
}

/// <param name="Sure">"91 %"; null where the words are a name as it stands.</param>
public sealed record WordView(string Words, string Kind, string Name, string? Sure)
{
    public static WordView Create(AnswerWord word) =>
        new(
            word.Words,
            word.Kind.Length > 0 ? word.Kind
                : word.Name.Length > 0 ? ""
                : "not used",
            word.Name,
            word.Name.Length > 0 && word.Sure < 0.995 ? $"{Math.Round(word.Sure * 100):0} %" : null
        );
}

/// <param name="State">passed, warning, not checked</param>
public sealed record CheckView(string Name, string Label, string State, string Badge, string Detail)
{
    public static CheckView Create(AnswerCheck check)
    {
        var (state, badge) = check.State switch
        {
            CheckState.Passed => ("passed", "good"),
            CheckState.Warning => ("warning", "warning"),
            CheckState.NotChecked => ("not checked", ""),
            _ => throw new ArgumentOutOfRangeException(nameof(check)),
        };
        return new CheckView(check.Name, check.Label, state, badge, check.Detail);
    }
}

/// <param name="Href">To the line of the file that defines it; null when it is none of the layer's.</param>
public sealed record SourceView(string Name, string Definition, string? Place, string? Href, string? Freshness)
{
    public static SourceView Create(AnswerSource source) =>
        new(
            source.Name,
            source.Definition,
            source.File is null ? null
                : source.Line is { } line ? $"{source.File}:{line}"
                : source.File,
            source.File is null ? null : $"/layer?file={Uri.EscapeDataString(source.File)}{(source.Line is { } at ? $"&line={at}" : "")}",
            source.Freshness
        );
}

/// <param name="From">Who asked for it, in words.</param>
public sealed record FilterView(string Text, string? Field, string From)
{
    public static FilterView Create(AppliedFilter filter) =>
        new(filter.Label ?? Words(filter), filter.Label is null ? null : Words(filter), FromOf(filter.From));

    /// <example><c>plan.tier is enterprise</c></example>
    public static string Words(AppliedFilter filter)
    {
        var values = string.Join(", ", filter.Values);
        var words = filter.Op switch
        {
            "=" or "in" => filter.Values.Count > 1 ? "is one of" : "is",
            "<>" or "not in" => filter.Values.Count > 1 ? "is none of" : "is not",
            "contains" => "contains",
            "starts_with" => "starts with",
            "between" => "is between",
            "is_null" => "has no value",
            "is_not_null" => "has a value",
            var op => op,
        };
        return $"{filter.Field} {words} {(filter.Op == "between" ? string.Join(" and ", filter.Values) : values)}".TrimEnd();
    }

    private static string FromOf(FilterOrigin origin) =>
        origin switch
        {
            FilterOrigin.Question => "from the question",
            FilterOrigin.Metric => "part of the metric",
            FilterOrigin.Segment => "default segment",
            FilterOrigin.Rule => "a rule of the company",
            FilterOrigin.Access => "your access level",
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        };
}
