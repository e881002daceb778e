using System.Collections.Immutable;

namespace Workbench.Server.SemanticDraft;

/// <summary>How a number is called without its unit: <c>mrr_usd_cents</c> is the MRR.</summary>
internal static class NumberWords
{
    public static ImmutableArray<string> Shown(ImmutableArray<string> words)
    {
        var shown = words.RemoveAll(w => w is "cents" or "usd" or "eur" or "gbp");
        return shown.IsEmpty ? words : shown;
    }
}
