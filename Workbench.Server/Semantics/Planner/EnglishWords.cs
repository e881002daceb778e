using System.Collections.Frozen;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Closed lists of English: nothing here is about any company's data.</summary>
internal static class EnglishWords
{
    /// <summary>Carry structure, not meaning.</summary>
    public static readonly FrozenSet<string> Function = Set(
        "the a an of to in on at for from with by and or is are was were be been being am do does did has have had having we our ours us i me my mine you your it its "
            + "they them their he she his her this that these those there here what which who whom whose when where why how much many please can could would should "
            + "will shall may might must not no nor than then as also just only if so all any some each every per about into onto over under between during within "
            + "out up down off again more most less least other another others such own same too very s t re ll ve d m one ones anything anyone something someone nothing "
            + "both either neither but yet while whereas because since until till through throughout upon via versus vs against among amongst across along around "
            + "before after above below ago whats hows whos im ive id lets dont doesnt didnt isnt arent wasnt werent havent hasnt hadnt wont cant don doesn didn isn "
            + "aren wasn weren haven hasn hadn won't cannot non without except excluding exclude excl including include incl besides apart ever never"
    );

    /// <summary>Fill a question without changing what it asks.</summary>
    public static readonly FrozenSet<string> Soft = Set(
        "show shows showing give gimme tell get got getting find see display list want wants need know like look looks looking report reporting reported number numbers figure figures data "
            + "value values amount amounts total totals overall currently current now right far stat stats statistic statistics information info detail details "
            + "still already even breakdown company business firm organisation organization let curious wondering wonder quick question hi hello hey dear thanks thank thx pls plz ok okay exactly roughly "
            + "approximately approx really actually basically kind sort happen happens happened go goes going gone doing done made make makes making come comes came coming "
            + "bring brings brought generate generated generates result results level levels entire whole "
            + "complete completely different distinct unique individual respective respectively associated related relevant recorded record records "
            + "entry entries item items thing things bit lot lots numbers' well good maybe perhaps probably possibly basis term terms regard regards regarding respect "
            + "concerning shall able possible help check pull fetch retrieve return returns compute calculate calculated count counts counting measure measured view views "
            + "split splitting break broken down breaking group grouped grouping segmented sliced slice order ordered sort sorted rank ranked ranking row rows "
            + "table chart graph plot pie bar line area visual visualise visualize picture interested instead rather meant money understand say says said think many yes please quickly name names worth "
            + "sees seen found manage manages managed take takes enough together gave"
    );

    /// <summary>Of the filling words, those that a name may lose: "total requests" is "requests".</summary>
    public static readonly FrozenSet<string> NameFillers = Set(
        "number numbers count counts amount amounts total totals value values overall all figure figures data still"
    );

    public static readonly FrozenSet<string> Months = Set(
        "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec"
    );

    public static readonly FrozenSet<string> Weekdays = Set(
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun mondays tuesdays wednesdays thursdays fridays saturdays sundays"
    );

    /// <summary>Words of time, comparison and ranking, beside the function words: what a misspelt word may be put right to.</summary>
    public static readonly FrozenSet<string> Structural = Set(
        "day days week weeks month months quarter quarters year years hour hours minute minutes daily weekly monthly quarterly yearly annual annually hourly "
            + "today yesterday tomorrow last previous prior past preceding current next fiscal financial civil calendar trailing rolling date half "
            + "compare compared comparing comparison versus percentage percent share proportion fraction ratio average mean median cumulative top bottom largest smallest biggest "
            + "highest lowest longest shortest greatest fewest best worst most least fastest slowest grew grow grown growth growing increase increased decrease decreased decline declined "
            + "drop dropped change changed trend trends develop developed development evolve evolved which where number total between without except "
            + "january february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday "
            + "forecast predict prediction projection tomorrow weekday weekend"
    );

    private static readonly FrozenDictionary<string, int> NumberWords = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["zero"] = 0,
        ["one"] = 1,
        ["two"] = 2,
        ["three"] = 3,
        ["four"] = 4,
        ["five"] = 5,
        ["six"] = 6,
        ["seven"] = 7,
        ["eight"] = 8,
        ["nine"] = 9,
        ["ten"] = 10,
        ["eleven"] = 11,
        ["twelve"] = 12,
        ["thirteen"] = 13,
        ["fourteen"] = 14,
        ["fifteen"] = 15,
        ["twenty"] = 20,
        ["thirty"] = 30,
        ["forty"] = 40,
        ["fifty"] = 50,
        ["sixty"] = 60,
        ["ninety"] = 90,
        ["hundred"] = 100,
        ["thousand"] = 1000,
        ["dozen"] = 12,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static int? NumberOf(string word) => NumberWords.TryGetValue(word, out var number) ? number : null;

    public static bool IsFunction(string word) => Function.Contains(word);

    public static bool IsSoft(string word) => Soft.Contains(word);

    /// <summary>1..12 for a month's name or its abbreviation.</summary>
    public static int? MonthOf(string word) =>
        Months.Contains(word) ? Array.FindIndex(MonthStarts, m => word.StartsWith(m, StringComparison.Ordinal)) + 1 : null;

    public static DayOfWeek? WeekdayOf(string word) =>
        Weekdays.Contains(word) ? (DayOfWeek)Array.FindIndex(DayStarts, d => word.StartsWith(d, StringComparison.Ordinal)) : null;

    private static readonly string[] MonthStarts = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] DayStarts = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private static FrozenSet<string> Set(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
