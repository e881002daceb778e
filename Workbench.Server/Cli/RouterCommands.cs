using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Workbench.Server.Embeddings;
using Workbench.Server.Router;
using Workbench.Server.Router.Learning;
using Workbench.Server.Router.Versions;
using Workbench.Server.Storage;
using Workbench.Shared.Router;

namespace Workbench.Server.Cli;

/// <summary><c>router eval | classify</c>, and the others of the router. These two need no database.</summary>
internal static class RouterCommands
{
    /// <summary>The runtime compiles what is used often anew; the first calls are no measure.</summary>
    private const int WarmCalls = 40;

    public static Command Create() =>
        new("router", "Which model tier a message needs: training, measuring and using the network that says it.")
        {
            RouterLabelCommand.Create(),
            RouterTrainCommand.Create(),
            Eval(),
            RouterShipCommands.Versions(),
            RouterShipCommands.Ship(),
            Classify(),
        };

    private static Command Eval()
    {
        var input = new Option<string?>("--in")
        {
            Description = "Labelled messages, {id, text, label, source?} a line, or a folder of such files. Default: router/held-out.",
            HelpName = "FILE",
        };
        var weights = Weights();
        var min = new Option<double?>("--min") { Description = "Exits with 1 when a smaller share is right.", HelpName = "0.9" };
        var command = new Command("eval", "Measures weights on labelled messages: accuracy, confusion, calibration and cost, as Markdown.")
        {
            input,
            weights,
            min,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var from = parsed.GetValue(input) ?? Path.Combine(RouterModelSource.Folder, "held-out");
                var examples = Directory.Exists(from)
                    ? await RouterExamples.ReadFolderAsync(from, cancellationToken)
                    : await RouterExamples.ReadFileAsync(from, cancellationToken);
                await using var host = await HostAsync(parsed.GetValue(weights), cancellationToken);
                var router = await ReadyAsync(host.Services, cancellationToken);
                List<Prediction> predictions = [];
                foreach (var example in examples)
                    predictions.Add(new Prediction(example, (await RoutedAsync(router, example.Text, cancellationToken)).Probabilities));
                if (predictions.Count == 0)
                    throw new FormatException($"{from} holds no labelled messages.");
                await Console.Out.WriteAsync(new RouterReport().Whole(predictions).ToString());
                return new RouterScore(predictions).Accuracy >= (parsed.GetValue(min) ?? 0) ? ExitCode.Done : ExitCode.Failed;
            }
        );
        return command;
    }

    private static Command Classify()
    {
        var input = new Option<string>("--in")
        {
            Description = "Messages, {id, text} a line.",
            Required = true,
            HelpName = "FILE",
        };
        var output = new Option<string>("--out")
        {
            Description = "Where {id, tier, probabilities, duration_ms} is written, a line each; written whole or not at all.",
            Required = true,
            HelpName = "FILE",
        };
        var weights = Weights();
        var command = new Command("classify", "Says for each message of a file which tier it needs, without bias.") { input, output, weights };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var host = await HostAsync(parsed.GetValue(weights), cancellationToken);
                return await ClassifyAsync(host.Services, parsed.GetRequiredValue(input), parsed.GetRequiredValue(output), cancellationToken);
            }
        );
        return command;
    }

    private static async Task<int> ClassifyAsync(IServiceProvider services, string input, string output, CancellationToken cancellationToken)
    {
        List<JsonLine> lines = [];
        await foreach (var line in JsonLines.ReadAsync(input, cancellationToken))
        {
            // All lines are read before the first is judged: a mistake in the last one is told at once.
            _ = (line.Required("id"), line.Required("text"));
            lines.Add(line);
        }
        var router = await ReadyAsync(services, cancellationToken);
        StringBuilder text = new();
        Dictionary<string, int> warned = new(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var started = Stopwatch.GetTimestamp();
            var verdict = await RoutedAsync(router, line.Required("text"), cancellationToken);
            var duration = Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 3);
            foreach (var warning in verdict.Warnings)
                warned[warning.Code] = warned.GetValueOrDefault(warning.Code) + 1;
            text.Append(JsonSerializer.Serialize(ClassifiedLine.Of(line.Value.GetProperty("id"), verdict, duration), RouterJson.Default.ClassifiedLine))
                .Append('\n');
        }
        var beside = output + ".new";
        await File.WriteAllTextAsync(beside, text.ToString(), cancellationToken);
        File.Move(beside, output, overwrite: true);
        var told = string.Join(", ", warned.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => $"{w.Key} {w.Value}"));
        await Console.Error.WriteLineAsync($"{lines.Count} messages classified.{(told.Length > 0 ? $" Warnings: {told}." : "")}");
        return ExitCode.Done;
    }

    /// <summary>Reads weights and encoder, so that no message pays for that. A command that cannot classify says so, where a question would go on with the standard tier.</summary>
    private static async Task<IMessageRouter> ReadyAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetRequiredService<RouterModelSource>().Problem is { } problem)
            throw new InvalidDataException(problem);
        var embedder = services.GetRequiredService<IEmbedder>();
        if (embedder.Problem is { } missing)
            throw new InvalidDataException(missing);
        var router = services.GetRequiredService<IMessageRouter>();
        // A provider is not paid for calls that warm nothing.
        for (var i = 0; i < WarmCalls && embedder is ISentenceEncoder; i++)
            await RoutedAsync(router, "Which of our customers grew most in the last quarter, and why?", cancellationToken);
        return router;
    }

    private static ValueTask<RouterVerdict> RoutedAsync(IMessageRouter router, string text, CancellationToken cancellationToken) =>
        router.RouteAsync(text, MessagePlace.Unknown, bias: 0, cancellationToken);

    private static Task<RouterHost> HostAsync(string? weights, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        return RouterHost.OpenAsync(configuration, weights ?? configuration["Router:Weights"] ?? InUse(configuration), cancellationToken);
    }

    /// <summary>The weights that were put into use, as the data directory has them; null: the program's own are.</summary>
    private static string? InUse(IConfiguration configuration)
    {
        var file = new VersionFiles(Path.Combine(DataDirectory.PathOf(configuration), "router")).InUse;
        if (!File.Exists(file))
            return null;
        if (KnownVersion.Of(File.ReadAllBytes(file), file).Problem is not { } problem)
            return file;
        Console.Error.WriteLine($"{problem} The program's own weights are used instead.");
        return null;
    }

    private static Option<string?> Weights() =>
        new("--weights") { Description = "File of weights. Default: those in use, router/router-v1.bin unless others were shipped.", HelpName = "FILE" };
}

/// <param name="Id">As the input has it, number or text.</param>
internal sealed record ClassifiedLine(JsonElement Id, string Tier, ClassifiedProbabilities Probabilities, double DurationMs)
{
    public static ClassifiedLine Of(JsonElement id, RouterVerdict verdict, double durationMs)
    {
        var p = verdict.Probabilities;
        return new ClassifiedLine(
            id.Clone(),
            RouterTiers.Name(verdict.Tier),
            new ClassifiedProbabilities(Rounded(p.Fast), Rounded(p.Standard), Rounded(p.Max), Rounded(p.Context)),
            durationMs
        );
    }

    private static double Rounded(float probability) => Math.Round(probability, 4);
}

internal sealed record ClassifiedProbabilities(double Fast, double Standard, double Max, double Context);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ClassifiedLine))]
internal sealed partial class RouterJson : JsonSerializerContext;
