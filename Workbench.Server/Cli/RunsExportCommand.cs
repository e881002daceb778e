using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workbench.Client.Traces;
using Workbench.Shared.Traces;

namespace Workbench.Server.Cli;

/// <summary><c>runs export --filter … --to FILE</c>: all runs that a filter finds, a line of JSON each.</summary>
internal static class RunsExportCommand
{
    private static readonly TimeSpan BetweenNews = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var filter = new Option<string>("--filter")
        {
            Description = "What stands behind the question mark of the address of /traces: \"status=failed&agent=d0\". Without it all runs.",
            DefaultValueFactory = _ => "",
            HelpName = "QUERY",
        };
        var to = new Option<FileInfo>("--to")
        {
            Description = "The file, which must not be there yet.",
            Required = true,
            HelpName = "FILE",
        };
        var command = new Command("export", "Writes everything of the runs that a filter finds, a line of JSON each, newest first.") { filter, to };
        command.SetAction((parsed, cancellationToken) => ExportAsync(parsed.GetRequiredValue(filter), parsed.GetRequiredValue(to), cancellationToken));
        return command;
    }

    private static async Task<int> ExportAsync(string query, FileInfo to, CancellationToken cancellationToken)
    {
        var (values, unread) = TraceQuery.Parse(query);
        if (unread.Count > 0)
        {
            await Console.Error.WriteLineAsync(
                $"--filter: {string.Join(", ", unread)}: not a filter, or not a value of it. Copy what stands behind the question mark of the address of /traces."
            );
            return ExitCode.WrongUsage;
        }
        if (to.Exists)
        {
            await Console.Error.WriteLineAsync($"{to} is there already. Choose another name, or take it away first.");
            return ExitCode.WrongUsage;
        }
        await using var host = await CommandHost.OpenAsync(cancellationToken);
        var runs = host.Services.GetRequiredService<IRunExports>().ReadAsync(TraceQuery.Read(values, TimeZoneInfo.Local), cancellationToken);
        var written = await WriteAsync(runs, to, cancellationToken);
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{written:#,0} runs in {to}."));
        return ExitCode.Done;
    }

    /// <summary>Under another name until it is whole.</summary>
    private static async Task<long> WriteAsync(IAsyncEnumerable<JsonDocument> runs, FileInfo to, CancellationToken cancellationToken)
    {
        var part = to.FullName + ".part";
        long written = 0;
        try
        {
            await using (var file = File.Create(part))
            {
                var told = TimeProvider.System.GetTimestamp();
                await foreach (var run in runs)
                    using (run)
                    {
                        await JsonSerializer.SerializeAsync(file, run, cancellationToken: cancellationToken);
                        file.WriteByte((byte)'\n');
                        written++;
                        if (TimeProvider.System.GetElapsedTime(told) < BetweenNews)
                            continue;
                        told = TimeProvider.System.GetTimestamp();
                        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{written:#,0} runs, {file.Length:#,0} bytes"));
                    }
            }
            File.Move(part, to.FullName);
            return written;
        }
        finally
        {
            File.Delete(part);
        }
    }
}
