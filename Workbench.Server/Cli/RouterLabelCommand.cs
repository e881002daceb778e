using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Workbench.Server.Router;
using Workbench.Server.Router.Labels;
using Workbench.Server.Router.Learning;
using Workbench.Server.Router.Versions;
using Workbench.Shared;
using Workbench.Shared.Router;

namespace Workbench.Server.Cli;

/// <summary><c>router label</c>: the queue in a terminal, and labels from and to files.</summary>
internal static class RouterLabelCommand
{
    public static Command Create()
    {
        var input = new Option<string?>("--in")
        {
            Description = "Imports labelled messages, {text, label, place?, by?, note?} a line; all of them or, where one is wrong, none.",
            HelpName = "FILE",
        };
        var export = new Option<string?>("--export") { Description = "Writes the labels as lines to train on, a message each.", HelpName = "FILE" };
        var list = new Option<bool>("--list") { Description = "Lists the labels, newest first." };
        var json = new Option<bool>("--json") { Description = "With --list: one JSON document." };
        var count = new Option<int>("--count")
        {
            Description = "How many are listed.",
            DefaultValueFactory = _ => 50,
            HelpName = "N",
        };
        var command = new Command(
            "label",
            "Says of routed messages which tier they need, one after the other by keys: 1 fast, 2 standard, 3 max, 4 context, s skip, u undo, q quit."
        )
        {
            input,
            export,
            list,
            json,
            count,
        };
        command.Validators.Add(result =>
        {
            if (new[] { result.GetValue(input) is not null, result.GetValue(export) is not null, result.GetValue(list) }.Count(given => given) > 1)
                result.AddError("One at a time: --in, --export or --list.");
        });
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                // A mistake in the file is told before a database is started for it.
                var labels = parsed.GetValue(input) is { } file ? await LabelFile.ReadAsync(file, cancellationToken) : null;
                await using var host = await CommandHost.OpenAsync(cancellationToken);
                var store = host.Services.GetRequiredService<StoredRouterLabels>();
                if (labels is not null)
                    return await ImportAsync(store, labels, parsed.GetValue(input)!, cancellationToken);
                if (parsed.GetValue(export) is { } target)
                    return await ExportAsync(store, target, cancellationToken);
                if (parsed.GetValue(list))
                    return await ListAsync(store, parsed.GetValue(count), parsed.GetValue(json), cancellationToken);
                await host.Services.GetRequiredService<VersionInUse>().ApplyAsync(cancellationToken);
                return await new LabelSession(store, Keys(cancellationToken), Console.Out).RunAsync(cancellationToken);
            }
        );
        return command;
    }

    private static async Task<int> ImportAsync(
        StoredRouterLabels store,
        IReadOnlyList<(RouterLabelDraft Draft, string? By)> labels,
        string file,
        CancellationToken cancellationToken
    )
    {
        var changed = await store.ImportAsync(labels, cancellationToken);
        await Console.Out.WriteLineAsync($"{labels.Count} labels of {file}: {changed} are new or changed.");
        return ExitCode.Done;
    }

    private static async Task<int> ExportAsync(StoredRouterLabels store, string file, CancellationToken cancellationToken)
    {
        var texts = LabelledText.Of(await store.VisibleAsync(cancellationToken));
        await LabelFile.WriteAsync(file, texts, cancellationToken);
        await Console.Out.WriteLineAsync(
            $"{texts.Count} labelled messages are in {file}{(texts.Count(t => t.IsDisputed) is > 0 and var disputed ? $"; people disagree on {disputed}, what most say is written" : "")}."
        );
        return ExitCode.Done;
    }

    private static async Task<int> ListAsync(StoredRouterLabels store, int count, bool json, CancellationToken cancellationToken)
    {
        var page = await store.ListAsync(tier: null, after: null, count, cancellationToken);
        var counts = await store.CountAsync(cancellationToken);
        if (json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(page, WireJson.Indented));
            return ExitCode.Done;
        }
        foreach (var label in page.Labels)
            await Console.Out.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{label.Id, 5}  {RouterTiers.Name(label.Tier), -8} {label.At.ToLocalTime():yyyy-MM-dd HH:mm}  {label.By, -12}  {TerminalText.Line(label.Text, 90)}"
                )
            );
        await Console.Error.WriteLineAsync(
            $"{counts.Texts} messages are labelled ({string.Join(", ", counts.ByTier.OrderBy(t => t.Key).Select(t => $"{RouterTiers.Name(t.Key)} {t.Value}"))}), {counts.KeptAside} of them kept aside to compare versions; {counts.Waiting} wait."
        );
        return ExitCode.Done;
    }

    /// <summary>Keys as they are pressed, or the characters of redirected input; ends with it.</summary>
    private static IEnumerable<char> Keys(CancellationToken cancellationToken)
    {
        if (!Console.IsInputRedirected)
            while (!cancellationToken.IsCancellationRequested)
                yield return Console.ReadKey(intercept: true).KeyChar;
        for (var read = Console.In.Read(); read >= 0 && !cancellationToken.IsCancellationRequested; read = Console.In.Read())
            if (!char.IsWhiteSpace((char)read))
                yield return (char)read;
    }
}
