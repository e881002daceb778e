namespace Workbench.Server.SemanticDraft;

/// <summary>Which tables hold what a company earns, from the most to the least direct name.</summary>
internal static class SellingWords
{
    private static readonly string[] Words =
    [
        "sale",
        "order",
        "invoice",
        "booking",
        "purchase",
        "subscription",
        "reservation",
        "rental",
        "transaction",
        "payment",
        "ticket",
    ];

    /// <summary>The lower the more direct; -1: it sells nothing, by its name.</summary>
    public static int Rank(EntityDraft entity) => entity.Words.IsEmpty ? -1 : Array.IndexOf(Words, entity.Words[^1]);
}
