namespace Workbench.Server.SemanticDraft;

/// <summary>Names that are taken in one space of names.</summary>
internal sealed class NameSet
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase) { "time" };

    public bool Take(string name) => _taken.Add(name);

    /// <summary>The first of the names that is free, else the last of them with a number.</summary>
    public string TakeOne(params ReadOnlySpan<string?> names)
    {
        var last = "item";
        foreach (var name in names)
        {
            if (name is null)
                continue;

            last = name;
            if (_taken.Add(name))
                return name;
        }

        for (var i = 2; ; i++)
        {
            if (_taken.Add($"{last}_{i}"))
                return $"{last}_{i}";
        }
    }
}
