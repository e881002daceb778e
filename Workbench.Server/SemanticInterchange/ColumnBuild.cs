using System.Text.Json.Nodes;

namespace Workbench.Server.SemanticInterchange;

internal sealed class ColumnBuild(string name)
{
    private readonly HashSet<string> _hints = new(StringComparer.Ordinal);

    public string Name => name;

    /// <summary>As the source declares it.</summary>
    public string? Declared { get; set; }

    public string? Description { get; set; }

    public string Type => Declared ?? (_hints.Count == 1 ? _hints.First() : TableBuild.UnknownType);

    /// <summary>What a use of the column says of its type; uses that disagree say nothing.</summary>
    public void Hint(string type) => _hints.Add(type);

    public JsonObject ToTree() => LayerBuild.Map(("name", name), ("type", Type), ("description", Description));
}
