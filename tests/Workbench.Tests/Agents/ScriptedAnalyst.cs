using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Workbench.Tests.Models;

namespace Workbench.Tests.Agents;

/// <summary>An endpoint that speaks as OpenAI's does, and under <c>/messages</c> as Anthropic's, behind which a model reacts to what it is sent; it keeps a ledger of its own.</summary>
internal sealed class ScriptedAnalyst : IAsyncDisposable
{
    private const int PieceLength = 9;

    private readonly ConcurrentDictionary<string, Func<AnalystTurn, AnalystMove>> _scripts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<LedgerLine> _ledger = new();
    private FakeEndpoint? _endpoint;

    public Uri Address => _endpoint!.Address;

    public static async Task<ScriptedAnalyst> StartAsync()
    {
        var analyst = new ScriptedAnalyst();
        analyst._endpoint = await FakeEndpoint.StartAsync(analyst.AnswerAsync);
        return analyst;
    }

    /// <summary>How the model behaves where a conversation's last question holds these words.</summary>
    public void Behave(string question, Func<AnalystTurn, AnalystMove> script) => _scripts[question] = script;

    public IReadOnlyList<LedgerLine> LedgerOf(string question) => [.. _ledger.Where(l => l.Asked == question)];

    private async Task AnswerAsync(HttpContext http)
    {
        using var request = JsonDocument.Parse(_endpoint!.Requests[^1].Body);
        var isAnthropic = http.Request.Path.Value!.EndsWith("/messages", StringComparison.Ordinal);
        var root = isAnthropic ? AnthropicTalk.AsOpenAi(request.RootElement) : request.RootElement.Clone();
        var turn = new AnalystTurn(root);
        var asked = _scripts.Keys.First(q => MatchesTurn(turn, q));
        var prompt = _endpoint.Requests[^1].Body.Length / 4;
        var cached = _ledger.LastOrDefault(l => l.Asked == asked && l.Completion > 0)?.Prompt ?? 0;
        var move = _scripts[asked](turn);
        if (move is AnalystMove.Refuse refuse)
        {
            _ledger.Enqueue(new LedgerLine(asked, root, 0, 0, 0));
            http.Response.StatusCode = refuse.Status;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(
                isAnthropic ? AnthropicTalk.Error(refuse.Message) : JsonSerializer.Serialize(new { error = new { message = refuse.Message } })
            );
            return;
        }
        http.Response.ContentType = "text/event-stream";
        var read = Math.Min(cached, prompt);
        var chunks = (isAnthropic ? AnthropicTalk.Events(move, prompt, read) : Chunks(move)).ToList();
        var completion = chunks.Sum(c => c.Length) / 16 + 1;
        if (move is AnalystMove.BreakOff)
        {
            _ledger.Enqueue(new LedgerLine(asked, root, 0, 0, 0));
            await http.Response.WriteAsync($"data: {chunks[0]}\n\n");
            await http.Response.Body.FlushAsync();
            http.Abort();
            return;
        }
        _ledger.Enqueue(new LedgerLine(asked, root, prompt, read, completion));
        foreach (var chunk in chunks.Concat(isAnthropic ? AnthropicTalk.End(move, completion) : End(prompt, read, completion)))
            await http.Response.WriteAsync($"data: {chunk}\n\n");
    }

    private static IEnumerable<string> End(int prompt, int cached, int completion) =>
        [
            $$$"""{"choices":[],"usage":{"prompt_tokens":{{{prompt}}},"completion_tokens":{{{completion}}},"prompt_tokens_details":{"cached_tokens":{{{cached}}} } } }""",
            "[DONE]",
        ];

    /// <summary>Masked values make a question another text: what stands before the first of them tells it.</summary>
    private static bool MatchesTurn(AnalystTurn turn, string question) =>
        turn.Question == question || (turn.Question.IndexOf('[') is var mask and > 0 && question.StartsWith(turn.Question[..mask], StringComparison.Ordinal));

    private static IEnumerable<string> Chunks(AnalystMove move)
    {
        yield return """{"choices":[{"index":0,"delta":{"role":"assistant"}}]}""";
        switch (move)
        {
            case AnalystMove.Words words:
                foreach (var piece in Pieces(words.Text))
                    yield return Delta(new { content = piece });
                yield return """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";
                break;
            case AnalystMove.Calls calls:
                for (var i = 0; i < calls.All.Length; i++)
                {
                    var (tool, arguments) = calls.All[i];
                    yield return Delta(
                        new
                        {
                            tool_calls = new[]
                            {
                                new
                                {
                                    index = i,
                                    id = $"c{Guid.CreateVersion7():N}",
                                    function = new { name = tool, arguments = "" },
                                },
                            },
                        }
                    );
                    foreach (var piece in Pieces(arguments))
                        yield return Delta(new { tool_calls = new[] { new { index = i, function = new { arguments = piece } } } });
                }
                yield return """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""";
                break;
        }
    }

    private static string Delta(object delta) => JsonSerializer.Serialize(new { choices = new[] { new { index = 0, delta } } });

    /// <summary>Of a few characters each, none of them cut in two.</summary>
    public static IEnumerable<string> Pieces(string text)
    {
        var piece = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            piece.Append(rune);
            if (piece.Length < PieceLength)
                continue;
            yield return piece.ToString();
            piece.Clear();
        }
        if (piece.Length > 0)
            yield return piece.ToString();
    }

    public ValueTask DisposeAsync() => _endpoint?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>One request as the endpoint counts it.</summary>
/// <param name="Prompt">Tokens; 0: it failed before it was answered.</param>
internal sealed record LedgerLine(string Asked, JsonElement Request, int Prompt, int Cached, int Completion)
{
    public const decimal InputPrice = 2m;
    public const decimal CachedPrice = 0.2m;
    public const decimal OutputPrice = 8m;

    public decimal CostUsd => ((Prompt - Cached) * InputPrice + Cached * CachedPrice + Completion * OutputPrice) / 1_000_000m;
}
