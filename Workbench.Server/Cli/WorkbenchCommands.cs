using System.CommandLine;
using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Router;
using Workbench.Server.Storage;
using Workbench.Server.Yaml;

namespace Workbench.Server.Cli;

/// <summary>The commands of <c>./workbench</c>. Without one it serves, so that <c>dotnet run</c> does.</summary>
internal static class WorkbenchCommands
{
    /// <summary>How long Ctrl-C waits for a command to tidy up: runs are handed over and PostgreSQL writes what it holds.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromMinutes(1);

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Workbench: ask questions about the company, and see how each answer came about.") { TreatUnmatchedTokensAsErrors = false };
        root.SetAction((parsed, cancellationToken) => ServeCommand.RunAsync(parsed, args, cancellationToken));
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(AskCommand.Create());
        root.Subcommands.Add(RunsCommands.Create());
        root.Subcommands.Add(EvalCommands.Create());
        root.Subcommands.Add(SemanticCommands.Create());
        root.Subcommands.Add(RouterCommands.Create());
        root.Subcommands.Add(KeysCommands.Create());
        root.Subcommands.Add(BudgetCommands.Create());
        root.Subcommands.Add(RetentionCommands.Create());
        root.Subcommands.Add(AuditCommands.Create());
        root.Subcommands.Add(PeopleCommands.Create());
        root.Subcommands.Add(DatabaseCommands.CreateDb());
        root.Subcommands.Add(DatabaseCommands.CreateMigrate());

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);

            await Console.Error.WriteLineAsync("`workbench --help` lists the commands and their options.");
            return ExitCode.WrongUsage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Farewell });
        }
        catch (Exception e) when (e is FormatException or FileNotFoundException or DirectoryNotFoundException)
        {
            // What the caller wrote or named cannot be read.
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCode.WrongUsage;
        }
        catch (Exception e)
            when (e
                    is StorageUnavailableException
                        or OptionsValidationException
                        or NpgsqlException
                        or TimeoutException
                        or InvalidOperationException
                        or IOException
                        or UnauthorizedAccessException
                        or InvalidDataException
                        or YamlFileException
                        or ArgumentException
                        or RouterWeightsException
            )
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Failed;
        }
    }
}
