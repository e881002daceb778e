using System.Collections.Frozen;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Verbs and adjectives that say how a number came about without choosing another number: "did we earn", "were recorded".</summary>
internal static class EnglishVerbs
{
    private static readonly FrozenSet<string> Light = (
        "earn earned use used using run ran perform performed performing serve served receive received collect collected produce produced process processed handle handled hit reach reached "
        + "add added acquire acquired sign signed book booked bill billed charge charged pay paid pays paying spend spent spending buy bought purchase purchased "
        + "sell sold ship shipped send sent submit submitted file filed raise raised create created open opened start started begin began end ended occur occurred "
        + "take took taken place placed hold held keep kept stand stood standing contribute contributed contributing lead led leading "
        + "drive driven move work worked working visit visited hear heard log logged track tracked "
        + "big large small high low good strong healthy latest takes taking recent newest overall general typical usual usually normally "
        + "across worldwide globally global everything belong belongs belonging owned behave behaved doing fare fared need needed"
    )
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenSet(StringComparer.Ordinal);

    public static IEnumerable<string> All => Light;

    public static bool IsLight(string word) => Light.Contains(word);
}
