using Workbench.Shared.Traces;

namespace Workbench.Client.Traces;

/// <summary>The steps of a run that are loaded, and which of them are folded. Reads by range; folding needs all rows, which are then kept.</summary>
public sealed record StepTree(int Count, IReadOnlySet<int> Folded, IReadOnlyList<StepRow>? All)
{
    public static StepTree Create(int count) => new(count, new HashSet<int>(), null);

    /// <summary>True while rows can be asked for by their position.</summary>
    public bool IsWhole => Folded.Count == 0;

    public StepTree Toggle(int seq) => this with { Folded = Folded.Contains(seq) ? Folded.Where(s => s != seq).ToHashSet() : Folded.Append(seq).ToHashSet() };

    /// <summary>Rows without those under a folded one; a parent stands before its children.</summary>
    public IReadOnlyList<StepRow> Visible()
    {
        if (All is null)
            return [];
        var hidden = new HashSet<int>();
        var visible = new List<StepRow>(All.Count);
        foreach (var row in All)
        {
            if (row.Parent is { } parent && (Folded.Contains(parent) || hidden.Contains(parent)))
                hidden.Add(row.Seq);
            else
                visible.Add(row);
        }
        return visible;
    }
}
