using Workbench.BrowserTests.Infrastructure;
using Workbench.Tests.Infrastructure;

[assembly: AssemblyFixture(typeof(RunningWorkbench))]

namespace Workbench.BrowserTests.Infrastructure;

/// <summary>The program as people run it, on a data directory of its own with the demo company, and one Chromium; for all tests of this process.</summary>
public sealed class RunningWorkbench : IAsyncLifetime
{
    private readonly TestDirectory _directory = new("browser");
    private WorkbenchProcess? _server;
    private ScriptedModel? _model;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("The fixture did not start.");
    public string Url => _server!.Url;
    public HttpClient Http { get; private set; } = null!;

    /// <summary>A copy of the demo's semantic layer that tests may break.</summary>
    public string Layer => Path.Combine(_directory.Path, "semantic-layer");

    public async ValueTask InitializeAsync()
    {
        await TestDirectory.SweepAsync();
        Copy(Path.Combine(WorkbenchProcess.SolutionDirectory(), "semantic-layer"), Layer);
        _model = await ScriptedModel.StartAsync();
        _server = WorkbenchProcess.Serve(
            _directory.Path,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Semantics__Folder"] = Layer,
                [$"Models__Providers__{ScriptedModel.Name}__BaseAddress"] = _model.Address,
                [$"Models__Providers__{ScriptedModel.Name}__Models__0"] = ScriptedModel.Name,
            }
        );
        await _server.WhenAnsweringAsync("/readyz");
        Http = new HttpClient { BaseAddress = new Uri(_server.Url) };
        Assertions.SetDefaultExpectTimeout(45_000); // Machines that build beside the tests are slow.
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("WORKBENCH_CHROMIUM") ?? "/usr/bin/chromium",
                Args = ["--no-sandbox"], // Tests may run as root, where Chromium's sandbox cannot.
            }
        );
    }

    /// <summary>A command of the program on the running server's data directory.</summary>
    public async Task<string> CommandAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await WorkbenchProcess.RunAsync(_directory.Path, arguments);
        return exitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {exitCode}: {errors}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        if (_model is not null)
            await _model.DisposeAsync();
        Http?.Dispose();
        _directory.Dispose();
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
