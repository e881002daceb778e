using System.Globalization;
using System.Text.Json;
using Workbench.Server.Tools;

namespace Workbench.Benchmarks;

/// <summary>A result of some 300 bytes that is another one each time.</summary>
/// <param name="looked">Does what takes time, of the run that looks.</param>
internal sealed class LookTool(Func<Guid, CancellationToken, Task>? looked = null) : IAgentTool
{
    public string Name => "look";
    public string Description => "Looks at something.";
    public JsonElement Parameters { get; } = JsonDocument.Parse("""{"type":"object","properties":{"number":{"type":"integer"}}}""").RootElement;
    public bool IsRepeatable => true;

    public async Task<ToolOutcome> InvokeAsync(JsonElement arguments, IToolContext context, CancellationToken cancellationToken)
    {
        if (looked is not null)
            await looked(context.Run, cancellationToken);
        var random = new Random(arguments.GetProperty("number").GetInt32());
        var text = string.Join(", ", Enumerable.Range(0, 25).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"m{i}\": {random.Next(100_000)}")));
        return new ToolReturned($"{{{text}}}", Data: null);
    }
}
