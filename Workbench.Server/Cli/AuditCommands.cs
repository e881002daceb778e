using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workbench.Server.Audit;
using Workbench.Shared;
using Workbench.Shared.Audit;

namespace Workbench.Server.Cli;

/// <summary><c>audit verify</c> and <c>audit export</c>.</summary>
internal static class AuditCommands
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Prints one JSON document." };
        var expect = new Option<string?>("--expect")
        {
            Description = "A hash that was printed earlier and kept elsewhere: it has to be in the chain. Without it a log whose end was cut off looks whole.",
        };
        var verify = new Command("verify", "Computes the chain of the audit log again and names the first entry that does not fit; exit code 1 then.")
        {
            expect,
            json,
        };
        verify.SetAction((parsed, cancellationToken) => VerifyAsync(parsed.GetValue(expect), parsed.GetValue(json), cancellationToken));
        return new Command("audit", "Who asked, saw, changed, approved and exported.") { verify, CreateExport() };
    }

    private static Command CreateExport()
    {
        var who = new Option<string?>("--who") { Description = "A name, as the page shows it." };
        var what = new Option<string?>("--what") { Description = "A verb, such as asked, saw, exported, changed, approved." };
        var kind = new Option<string?>("--kind") { Description = "What it was done to, such as run, layer, budget." };
        var from = new Option<DateOnly?>("--from") { Description = "First day, in UTC." };
        var to = new Option<DateOnly?>("--to") { Description = "Last day, in UTC." };
        var file = new Option<string?>("--file") { Description = "Where to write it; stdout by default." };
        var format = new Option<string>("--format") { Description = "jsonl or csv.", DefaultValueFactory = _ => "jsonl" };
        format.AcceptOnlyFromAmong("jsonl", "csv");
        var export = new Command("export", "Writes entries, oldest first, and tells the hash of the last one.") { who, what, kind, from, to, format, file };
        export.SetAction(
            (parsed, cancellationToken) =>
                ExportAsync(
                    new AuditFilter(parsed.GetValue(who), parsed.GetValue(what), parsed.GetValue(kind), parsed.GetValue(from), parsed.GetValue(to)),
                    parsed.GetRequiredValue(format) == "csv" ? AuditFormat.Csv : AuditFormat.JsonLines,
                    parsed.GetValue(file),
                    cancellationToken
                )
        );
        return export;
    }

    private static async Task<int> VerifyAsync(string? expected, bool json, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        AuditVerdict? verdict = null;
        await foreach (var step in host.Services.GetRequiredService<IAudit>().VerifyAsync(expected, cancellationToken))
            verdict = step as AuditVerdict ?? verdict;
        if (json)
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(verdict, WireJson.Indented));
        else if (verdict!.IsWhole)
            await Console.Out.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"All {verdict.Number:#,0} entries fit. The last one has the hash {verdict.Hash}{(expected is null ? "; keep it elsewhere and pass it as --expect later: an end that is cut off shows by it alone" : ", and the expected hash is in the chain")}."
                )
            );
        else
            await Console.Out.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{verdict.Problem} The {verdict.Number:#,0} entries before fit; the last of them has the hash {verdict.Hash}."
                )
            );
        return verdict!.IsWhole ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<int> ExportAsync(AuditFilter filter, AuditFormat format, string? file, CancellationToken cancellationToken)
    {
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        var export = host.Services.GetRequiredService<AuditExport>();
        var tail = await export.BeginAsync(cancellationToken);
        long count;
        await using (var to = file is null ? Console.OpenStandardOutput() : File.Create(file))
            count = await export.WriteAsync(filter, format, tail, to, cancellationToken);
        await Console.Error.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count:#,0} entries written. The last entry of the log is number {tail.Number:#,0}, hash {tail.Hash}."
            )
        );
        return ExitCode.Done;
    }
}
