using System.Globalization;
using Microsoft.Extensions.AI;
using Workbench.Server.Models;

namespace Workbench.Tests.Runs.Faults;

/// <summary>What the model does in a run, told by its question: so many counts, an effect or none, a question back or none, then the answer.</summary>
internal sealed record FaultScript(int Number, int Counts, bool HasEffect, bool AsksBack)
{
    public static FaultScript Random(int number, Random random) => new(number, random.Next(1, 5), random.Next(3) == 0, random.Next(5) == 0);

    public string Question => string.Create(CultureInfo.InvariantCulture, $"Run {Number}: counts {Counts}, effect {HasEffect}, asks {AsksBack}");

    public static FaultScript Of(string question)
    {
        var words = question.Split([' ', ':', ','], StringSplitOptions.RemoveEmptyEntries);
        return new FaultScript(
            int.Parse(words[1], CultureInfo.InvariantCulture),
            int.Parse(words[3], CultureInfo.InvariantCulture),
            bool.Parse(words[5]),
            bool.Parse(words[7])
        );
    }

    /// <summary>Looks at the prompt alone, as a model does: whoever resumes a run gets the same reply.</summary>
    public AIContent ReplyTo(ModelCall call)
    {
        var done = call.Messages.Count(m => m.Role == ChatRole.Tool);
        List<FunctionCallContent> calls = [.. Enumerable.Range(1, Counts).Select(i => Call(i, "count", ("what", $"thing {i}")))];
        if (HasEffect)
            calls.Add(Call(calls.Count + 1, "effect"));
        if (AsksBack)
            calls.Add(Call(calls.Count + 1, "ask_user", ("question", "Which ones?"), ("alternatives", Alternatives)));
        return done < calls.Count ? calls[done] : Call(calls.Count + 1, "answer", ("status", "answered"), ("text", $"Run {Number} is done."));
    }

    private static object Alternatives =>
        new[] { new { label = "red ones", reading = "The red ones." }, new { label = "blue ones", reading = "The blue ones." } };

    private static FunctionCallContent Call(int number, string tool, params (string Name, object Value)[] arguments) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"call_{number}"),
            tool,
            arguments.ToDictionary(a => a.Name, a => (object?)System.Text.Json.JsonSerializer.SerializeToElement(a.Value), StringComparer.Ordinal)
        );
}
