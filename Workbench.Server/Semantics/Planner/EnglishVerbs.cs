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

    /// <summary>What describes and what only shows that something is there.</summary>
    private static readonly FrozenSet<string> NoActs = (
        "big large small high low good strong healthy latest recent newest overall general typical usual usually normally across worldwide globally global everything "
        + "need needed belong belongs belonging owned stand stood standing hold held keep kept take took taken place takes taking doing fare fared behave behaved run ran perform performed performing reach reached hit"
    )
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>How rows come about: what every one of them has behind it.</summary>
    private static readonly FrozenSet<string> Beginnings = (
        "join joined hire hired receive received collect collected produce produced add added acquire acquired sign signed book booked bill billed submit submitted send sent file filed raise raised "
        + "create created open opened started start begin began occur occurred hear heard log logged track tracked ship shipped served serve handle handled process processed"
    )
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Irregular =
        "sold won lost made sent bought paid spent took gave got lent built wrote held met saw led drove ran brought taught caught left began"
            .Split(' ')
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Adjectives that sound like the verb that leads there: what was opened may be closed by now.</summary>
    private static readonly FrozenSet<string> States = "open empty clear clean free full dry live idle complete separate"
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    public static bool IsState(string word) => States.Contains(word);

    /// <summary>What somebody did.</summary>
    public static bool IsPast(string word) => word.EndsWith("ed", StringComparison.Ordinal) || Irregular.Contains(word);

    /// <summary>Says what somebody did: leaving it out may ask for more rows.</summary>
    public static bool IsAct(string word) => Light.Contains(word) && !NoActs.Contains(word);

    public static bool IsBeginning(string word) => Beginnings.Contains(word);

    public static IEnumerable<string> All => Light;

    public static bool IsLight(string word) => Light.Contains(word);
}
