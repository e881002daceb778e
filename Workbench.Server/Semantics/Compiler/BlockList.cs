using Workbench.Server.Semantics.Compiler.Sql;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>The blocks of a statement as they are planned. Names are unique.</summary>
internal sealed class BlockList
{
    private readonly List<SelectBlock> _blocks = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public EquatableArray<SelectBlock> ToArray() => [.. _blocks];

    /// <summary>The name, or the nearest one that is free. PostgreSQL cuts names at 63 bytes.</summary>
    public string Reserve(string name)
    {
        if (name.Length > 55)
            name = name[..55];
        var free = name;
        for (var i = 2; !_names.Add(free); i++)
            free = $"{name}_{i}";
        return free;
    }

    /// <summary>Takes the last block back; its name stays taken.</summary>
    public void RemoveLast() => _blocks.RemoveAt(_blocks.Count - 1);

    public void Add(string name, string comment, SqlQuery query) => _blocks.Add(new SelectBlock(name, comment, query));
}
