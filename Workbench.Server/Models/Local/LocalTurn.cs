using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workbench.Server.Answers;
using Workbench.Server.Tools;
using Workbench.Shared;
using Workbench.Shared.Queries;

namespace Workbench.Server.Models.Local;

/// <summary>What has happened since the last question, read from the messages alone: so that the local model keeps no state of its own.</summary>
/// <param name="Calls">In the order made, with what came back.</param>
internal sealed record LocalTurn(string Question, ImmutableArray<LocalCall> Calls)
{
    public static LocalTurn Read(IEnumerable<ChatMessage> messages)
    {
        var all = messages.ToList();
        var asked = all.FindLastIndex(m => m.Role == ChatRole.User);
        var question = asked < 0 ? "" : all[asked].Text;
        var since = all.Skip(asked + 1).SelectMany(m => m.Contents).ToList();
        var results = since
            .OfType<FunctionResultContent>()
            .GroupBy(r => r.CallId, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => TextOf(g.Last().Result), StringComparer.Ordinal);
        return new LocalTurn(
            question,
            [.. since.OfType<FunctionCallContent>().Select(c => new LocalCall(c.CallId, c.Name, c.Arguments, results.GetValueOrDefault(c.CallId)))]
        );
    }

    private static string TextOf(object? result) =>
        result switch
        {
            null => "",
            string text => text,
            JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
            JsonElement element => element.GetRawText(),
            _ => result.ToString() ?? "",
        };
}

/// <param name="Result">Null: not known.</param>
internal sealed record LocalCall(string Id, string Tool, IDictionary<string, object?>? Arguments, string? Result)
{
    /// <summary>The semantic query that was asked, as <see cref="Written"/>; empty: none.</summary>
    public string Query
    {
        get
        {
            try
            {
                return JsonSerializer.SerializeToElement(Arguments, WireJson.Options).Deserialize<SemanticQuery>(WireJson.Options) is { } query
                    ? Written(query)
                    : "";
            }
            catch (JsonException)
            {
                return "";
            }
        }
    }

    /// <summary>Two queries are the same if they are written alike.</summary>
    public static string Written(SemanticQuery query) => JsonSerializer.Serialize(query, WireJson.Options);

    public CallResult Read() =>
        Result is null ? new CallRefused(new ToolRefusal("no_result", "The query gave no result.", []))
        : ToolRefusal.TryRead(Result) is { } refusal ? new CallRefused(refusal)
        : TryReadView(Result) is { } view ? new CallReturned(view)
        : new CallRefused(new ToolRefusal("refused", Result, []));

    private static ResultView? TryReadView(string result)
    {
        try
        {
            return JsonSerializer.Deserialize<ResultView>(result, WireJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal abstract record CallResult
{
    private protected CallResult() { }
}

internal sealed record CallReturned(ResultView View) : CallResult;

internal sealed record CallRefused(ToolRefusal Refusal) : CallResult;
