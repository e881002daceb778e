using System.Text.Json.Nodes;

namespace Workbench.Server.SemanticInterchange;

/// <summary>A table with the columns that the source names, and what it lets us know of their types.</summary>
internal sealed class TableBuild(string fullName)
{
    /// <summary>No type of the warehouse; the checks let it pass everywhere, and a check against the warehouse names the real one.</summary>
    public const string UnknownType = "unknown";

    private readonly Dictionary<string, ColumnBuild> _columns = new(StringComparer.Ordinal);

    public string FullName => fullName;
    public string Schema => fullName[..fullName.IndexOf('.', StringComparison.Ordinal)];
    public string Name => fullName[(fullName.IndexOf('.', StringComparison.Ordinal) + 1)..];
    public string? Description { get; set; }
    public IEnumerable<string> ColumnNames => _columns.Keys;
    public IEnumerable<ColumnBuild> Columns => _columns.Values;

    public ColumnBuild Column(string name)
    {
        if (!_columns.TryGetValue(name, out var column))
            _columns[name] = column = new ColumnBuild(name);
        return column;
    }

    public bool Has(string name) => _columns.ContainsKey(name);

    public JsonObject ToTree() =>
        LayerBuild.Map(("name", Name), ("description", Description), ("columns", new JsonArray([.. _columns.Values.Select(c => (JsonNode)c.ToTree())])));
}
