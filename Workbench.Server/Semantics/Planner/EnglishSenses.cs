using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Words of general English that stand for each other, and the nouns that adjectives ask for. Used only where the layer does not know a word itself.</summary>
internal static class EnglishSenses
{
    private static readonly FrozenDictionary<string, ImmutableArray<string>> Groups = Grouped(
        "owe owing owed outstanding unpaid receivable due",
        "happy satisfaction satisfied happiness",
        "answer response reply",
        "customer client buyer patron",
        "staff employee worker personnel colleague",
        "supplier vendor",
        "income earnings turnover revenue",
        "expense cost spend spending expenditure",
        "purchase buy acquisition",
        "shop store outlet branch",
        "town city",
        "nation country",
        "broken failed faulty defective",
        "late overdue delayed",
        "error failure fault",
        "delivery shipment consignment",
        "cargo freight load",
        "trip journey voyage",
        "ship vessel boat",
        "truck lorry",
        "pupil student",
        "teacher instructor lecturer",
        "doctor physician",
        "wage salary",
        "kind type category",
        "visit session",
        "advertising advertisement ad marketing",
        "repair fix mend maintenance",
        "harbour port",
        "borrow loan lend checkout",
        "complaint grievance",
        "accident incident",
        "firm company organisation",
        "discount rebate reduction",
        "refund reimbursement",
        "price rate fee tariff charge",
        "hire recruit",
        "stock inventory",
        "attend attendance",
        "occupy occupancy",
        "weigh weight",
        "consume consumption",
        "teach teacher",
        "treat treatment",
        "absent absence",
        "prescribe prescription",
        "survive survival",
        "produce production output",
        "skip miss absence",
        "finish complete",
        "give grant"
    );

    private static readonly FrozenDictionary<string, ImmutableArray<string>> Nouns = Pairs(
        "happy satisfaction happiness",
        "satisfied satisfaction",
        "content satisfaction",
        "old age",
        "heavy weight",
        "tall height",
        "far distance",
        "reliable reliability",
        "punctual punctuality",
        "profitable profit margin profitability",
        "expensive price cost",
        "costly cost price",
        "busy utilisation utilization occupancy load",
        "full occupancy utilisation utilization load",
        "loyal retention loyalty",
        "productive productivity",
        "accurate accuracy"
    );

    public static ImmutableArray<string> Of(string root) => Groups.GetValueOrDefault(root, []);

    public static ImmutableArray<string> NounsOf(string adjective) => Nouns.GetValueOrDefault(adjective, []);

    private static FrozenDictionary<string, ImmutableArray<string>> Grouped(params ReadOnlySpan<string> groups)
    {
        var senses = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var words = group.Split(' ');
            foreach (var word in words)
                senses[WordForms.Root(word)] = [.. senses.GetValueOrDefault(WordForms.Root(word), []), .. words.Where(w => w != word)];
        }
        return senses.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FrozenDictionary<string, ImmutableArray<string>> Pairs(params ReadOnlySpan<string> rows)
    {
        var nouns = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var words = row.Split(' ');
            nouns[words[0]] = [.. words[1..]];
        }
        return nouns.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
