namespace Workbench.Server.SemanticInterchange;

/// <summary>What objects of the layer are called in the other format, so that an export gives them their own names back.</summary>
internal sealed class ForeignNames
{
    private readonly Dictionary<(string Kind, string Name), string> _names = [];

    public static ForeignNames None { get; } = new();

    public void Remember(string kind, string name, string foreign) => _names[(kind, name)] = foreign;

    public string? Find(string kind, string name) => _names.GetValueOrDefault((kind, name));

    public string Of(string kind, string name, string otherwise) => _names.GetValueOrDefault((kind, name), otherwise);
}
