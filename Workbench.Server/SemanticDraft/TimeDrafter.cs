using System.Collections.Frozen;
using System.Collections.Immutable;
using Workbench.Server.Semantics;

namespace Workbench.Server.SemanticDraft;

/// <summary>The dates and timestamps of an entity, and which of them counts its rows.</summary>
internal static class TimeDrafter
{
    private static readonly FrozenSet<string> Technical = Set(
        "created inserted updated modified deleted loaded ingested synced imported etl extracted archived processed changed touched"
    );

    private static readonly FrozenSet<string> Events = Set(
        "ordered order sold sale paid payment issued issue invoiced invoice booked booking placed occurred happened event posted transaction visit visited effective snapshot "
            + "recorded measured sent received opened submitted requested purchased purchase hire hired signup signed registered registration admitted admission joined published reported shipped "
            + "transferred trade executed logged enrolled appointment departure arrival call check session game match"
    );

    private static readonly FrozenSet<string> Late = Set(
        "due expected expires expiry expiration valid end ended closed completed resolved last next estimated planned termination terminated cancelled canceled left until to deadline birth returned delivered"
    );

    private static readonly FrozenDictionary<string, string[]> Verbs = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["hire"] = ["hired"],
        ["termination"] = ["terminated", "fired", "left"],
        ["sale"] = ["sold"],
        ["order"] = ["ordered"],
        ["payment"] = ["paid"],
        ["invoice"] = ["invoiced"],
        ["delivery"] = ["delivered"],
        ["shipment"] = ["shipped"],
        ["ship"] = ["shipped"],
        ["purchase"] = ["purchased", "bought"],
        ["return"] = ["returned"],
        ["booking"] = ["booked"],
        ["admission"] = ["admitted"],
        ["discharge"] = ["discharged"],
        ["registration"] = ["registered"],
        ["signup"] = ["signed up"],
        ["start"] = ["started"],
        ["end"] = ["ended"],
        ["release"] = ["released"],
        ["enrollment"] = ["enrolled"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static ImmutableArray<TimeDraft> Draft(EntityDraft entity)
    {
        var names = new NameSet();
        // A path of names could not tell the class of a booking from its class date.
        foreach (var join in entity.Joins)
            names.Take(join.Name);

        var times = new List<(TimeDraft Time, double Score)>();
        foreach (var column in entity.Columns.Where(c => c.IsTime && !entity.IsPersonal(c.Name)))
        {
            var words = column.Words;
            var whole = Stem(words);
            // bill_due_date of a bill is when it is due.
            var stem = DimensionDrafter.Brief(entity.Words, whole);
            var isTechnical = stem.Any(Technical.Contains);
            var name = names.TakeOne(IdentifierWords.Name(stem) ?? (column.TimeType == "date" ? "date" : "happened"), IdentifierWords.Name(words));
            var label =
                stem.IsEmpty ? "Date"
                : IsParticiple(stem[^1]) ? IdentifierWords.Label(whole)
                : IdentifierWords.Label([.. whole, .. stem[^1] is "month" or "day" or "week" ? Array.Empty<string>() : ["date"]]);
            var synonyms = new List<string>();
            if (stem.Length > 0 && IsParticiple(stem[^1]))
                synonyms.Add($"{IdentifierWords.Phrase(stem)} date");

            synonyms.AddRange(stem.Length > 0 ? Verbs.GetValueOrDefault(stem[^1], []) : []);
            if (stem is ["created" or "registered" or "signup"] && PersonalData.IsPeople(entity.Words))
                synonyms.AddRange(["signed up", "signup", "signup date", "registered", "joined"]);

            var draft = new TimeDraft(
                name,
                label,
                column.Name,
                column.TimeExpression(),
                column.TimeType,
                [.. synonyms.Distinct(StringComparer.Ordinal).Where(s => !string.Equals(s, label, StringComparison.OrdinalIgnoreCase))]
            )
            {
                IsTechnical = isTechnical,
                HasNulls = column.Profile.Nulls > 0 || column.Stored is { IsPartial: true },
                Grain = IsMonthly(column) ? "month" : null,
            };
            times.Add((draft, Score(entity, column, stem, isTechnical)));
        }

        var best = times.Count == 0 ? null : times.MaxBy(t => t.Score).Time;
        return [.. times.Select(t => t.Time with { IsDefault = ReferenceEquals(t.Time, best) })];
    }

    private static ImmutableArray<string> Stem(ImmutableArray<string> words)
    {
        while (words.Length > 0 && words[^1] is "at" or "on" or "date" or "time" or "timestamp" or "datetime" or "utc" or "gmt" or "local" or "tz")
            words = words.RemoveAt(words.Length - 1);

        while (words.Length > 0 && words[0] is "date" or "time" or "datetime" or "of" or "when")
            words = words.RemoveAt(0);

        return words switch
        {
            [.. var before, "starts" or "begins"] => [.. before, "start"],
            [.. var before, "ends"] => [.. before, "end"],
            _ => words,
        };
    }

    private static double Score(EntityDraft entity, SurveyedColumn column, ImmutableArray<string> stem, bool isTechnical)
    {
        var nulls = column.Profile.Rows == 0 ? (column.IsNullable ? 0.3 : 0) : (double)column.Profile.Nulls / column.Profile.Rows;
        var score = (column.IsNullable ? 0 : 1) - 6 * nulls;
        if (isTechnical)
            return score + (stem.Any(w => w is "created" or "inserted") ? 1 : -4);

        if (stem.IsEmpty)
            return score + 4;

        if (stem is ["month" or "week" or "day"])
            return score + 3;

        if (stem.Any(Late.Contains))
            score -= 3;

        // sale_date of sales, paid_at of payments.
        var roots = entity.Words.Select(WordForms.Root).ToHashSet(StringComparer.Ordinal);
        return score
            + (
                stem.Any(w => roots.Contains(WordForms.Root(w))) ? 5
                : stem[^1] is "start" or "started" or "begin" or "begun" ? 3.5
                : stem.Any(Events.Contains) ? 3
                : 1
            );
    }

    /// <summary>Nothing but first days of months, and more than one.</summary>
    private static bool IsMonthly(SurveyedColumn column) =>
        column.TimeType == "date" && column.Profile.Some is { Length: > 2 } some && some.All(v => v.EndsWith("-01", StringComparison.Ordinal));

    public static bool IsParticiple(string word) =>
        word is "paid" or "sold" or "sent" or "won" or "lost" or "left" or "born" or "bought" or "built" or "made" or "done" or "seen" or "begun" or "held"
        || (word.Length > 4 && word.EndsWith("ed", StringComparison.Ordinal) && word is not ("need" or "speed" or "feed" or "seed"));

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
