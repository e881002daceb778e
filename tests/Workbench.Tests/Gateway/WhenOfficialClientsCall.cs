using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Gateway;

/// <summary>npm <c>openai</c>, <c>@anthropic-ai/sdk</c> and <c>ai</c> against the gateway: what they read is what the provider said.</summary>
public sealed class WhenOfficialClientsCall(GatewayServer gateway) : IClassFixture<GatewayServer>
{
    private static readonly string Clients = Path.Combine(WorkbenchProcess.SolutionDirectory(), "tests", "clients");

    [Fact]
    public async Task They_read_replies_streams_calls_errors_and_their_own_hanging_up()
    {
        // As the build does with the browser's libraries: by the lock file, without scripts of packages.
        if (!Directory.Exists(Path.Combine(Clients, "node_modules", "openai")))
            (await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])).ExitCode.ShouldBe(0);
        var run = await RunAsync("node", ["clients.mjs"]);
        run.ExitCode.ShouldBe(0, run.Errors);
        var checks = run
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line))
            .Select(c => (Name: c.GetProperty("name").GetString()!, Error: c.TryGetProperty("error", out var error) ? error.GetString() : null))
            .ToList();
        checks.Where(c => c.Error is not null).Select(c => $"{c.Name}\n{c.Error}").ShouldBeEmpty();
        checks.Count.ShouldBe(29);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', checks.Select(c => c.Name)));
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Clients,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GATEWAY_URL"] = gateway.Url;
        start.Environment["GATEWAY_KEY"] = gateway.Key;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
