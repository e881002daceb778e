using System.Collections.Frozen;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Verbs and adjectives that say how a number came about without choosing another number: "did we earn", "were recorded".</summary>
internal static class EnglishVerbs
{
    private static readonly FrozenSet<string> Light = (
        "earn earned use used using run ran perform performed serve served receive received collect collected produce produced process processed handle handled hit reach reached "
        + "add added gain gained acquire acquired win won sign signed book booked bill billed charge charged pay paid pays paying spend spent spending buy bought purchase purchased "
        + "sell sold ship shipped send sent deliver delivered submit submitted file filed raise raised create created open opened start started begin began end ended occur occurred "
        + "take took taken place placed hold held keep kept stand stood standing sit sitting total totaled totalled amount amounts equal equals account accounts accounted contribute contributed contributing "
        + "generate generated drive drove driven lose lost move moved trend trending work worked working visit visited make hear heard log logged track tracked register registered "
        + "there who'd per big large small high low good strong weak healthy latest recent newest most overall general average typical usual usually normally each day's year's "
        + "across company-wide worldwide globally global everything belong belongs belonging owned made "
        + "behave behaved performing doing fare fared need needed cost costs look split"
    )
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenSet(StringComparer.Ordinal);

    public static bool IsLight(string word) => Light.Contains(word);
}
