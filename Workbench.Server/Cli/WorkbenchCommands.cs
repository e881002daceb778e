using System.CommandLine;

namespace Workbench.Server.Cli;

/// <summary>The commands of <c>./workbench</c>. Without one it serves, so that <c>dotnet run</c> does.</summary>
internal static class WorkbenchCommands
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Workbench: ask questions about the company, and see how each answer came about.") { TreatUnmatchedTokensAsErrors = false };
        root.SetAction((parsed, cancellationToken) => ServeCommand.RunAsync(parsed, args, cancellationToken));
        root.Subcommands.Add(ServeCommand.Create());

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("`workbench --help` lists the commands and their options.");
            return ExitCode.WrongUsage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }
}
