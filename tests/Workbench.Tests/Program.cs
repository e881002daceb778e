using Workbench.Tests.Runs.Faults;
using Xunit.Runner.InProc.SystemConsole;

namespace Workbench.Tests;

internal static class Program
{
    /// <summary>The tests; or one of the servers that <see cref="WhenServersFailAtRandom"/> starts and kills.</summary>
    public static Task<int> Main(string[] arguments) =>
        arguments is [FaultServer.Command, var store, var ledger] ? FaultServer.RunAsync(store, new Uri(ledger)) : ConsoleRunner.Run(arguments);
}
