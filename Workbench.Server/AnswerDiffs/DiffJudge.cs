using System.Collections.Immutable;
using System.Globalization;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;

namespace Workbench.Server.AnswerDiffs;

/// <summary>What became of one question: from its statements first, and where these differ from what they returned.</summary>
internal sealed class DiffJudge(PairResults results, bool withValues, LayerCalendar calendar)
{
    private const int MostShown = 50;

    /// <summary>Null: the same by construction, or not comparable on either side.</summary>
    public (DiffItem? Item, bool IsSame) Judge(DiffQuestion question)
    {
        var parts = question
            .Parts.Where(p => p is not ({ Old: NotCompiled, New: NotCompiled } or { Old: NotThere, New: NotCompiled } or { Old: NotCompiled, New: NotThere }))
            .ToList();
        if (parts.Count == 0)
            return (null, IsSame: false);
        var verdicts = parts.Select(p => (Part: p, Verdict: Of(question, p))).ToList();
        if (question.Left is [var first, ..] left)
            verdicts.Add(
                (
                    new QuestionPart($"by {first}{(left.Length > 1 ? $" and {left.Length - 1} more" : "")}", new NotThere(), new NotThere()),
                    new UncertainVerdict("It has another statement, which was not run: too many fields changed to compare all.")
                )
            );
        var worst = verdicts.MinBy(v => v.Verdict.Rank);
        var isRenamed = !question.OldNames.IsEmpty;
        if (worst.Verdict is SameVerdict && !isRenamed)
            return (null, IsSame: true);
        return (Item(question, verdicts, worst.Part, worst.Verdict, isRenamed), IsSame: false);
    }

    /// <summary>Pairs that have to run.</summary>
    public static IEnumerable<(StatementPair Pair, Statement Old, Statement New)> Pairs(IEnumerable<DiffQuestion> questions) =>
        from question in questions
        from part in question.Parts
        where part is { Old: Statement old, New: Statement now } && !IsSame(question, old, now)
        select (StatementPair.Of(question.Account, question.Level, (Statement)part.Old, (Statement)part.New), (Statement)part.Old, (Statement)part.New);

    private static bool IsSame(DiffQuestion question, Statement old, Statement now) =>
        old.Form.Hash == now.Form.Hash
        || (question.OldNames.Count == 1 && question.OldNames.First() is var (name, before) && old.Form.IsSameBut(now.Form, before, name));

    private Verdict Of(DiffQuestion question, QuestionPart part) =>
        part switch
        {
            { Old: Statement, New: NotCompiled refused } => new BrokenVerdict(refused.IsUnread ? refused.Reason : $"It is refused now: {refused.Reason}"),
            { Old: Statement, New: NotThere } => new RemovedVerdict(),
            { Old: NotThere or NotCompiled, New: Statement } => new AddedVerdict(part.Old is NotCompiled),
            { Old: Statement old, New: Statement now } when IsSame(question, old, now) => new SameVerdict(),
            { Old: Statement old, New: Statement now } => Compared(question, old, now),
            _ => new SameVerdict(),
        };

    private Verdict Compared(DiffQuestion question, Statement old, Statement now)
    {
        if (!withValues)
            return new NotRunVerdict();
        if (!results.Outcomes.TryGetValue(StatementPair.Of(question.Account, question.Level, old, now), out var outcome))
            return new UncertainVerdict("It was not run.");
        switch (outcome)
        {
            case { Old: WarehouseFault before, New: WarehouseFault after }:
                return new UncertainVerdict(
                    before.Message == after.Message
                        ? $"Neither side could be run. {after.Message}"
                        : $"Neither side could be run. Old: {before.Message} New: {after.Message}",
                    IsDenied(before) || IsDenied(after)
                );
            case { Old: WarehouseRows, New: WarehouseFault { Kind: WarehouseFaultKind.BadQuery } fault }:
                return new FaultVerdict(fault);
            case { Old: WarehouseRows, New: WarehouseFault fault } when IsDenied(fault):
                return new UncertainVerdict(
                    $"The new side could not be run: rights at the warehouse follow a change of the layer once it is saved. {fault.Message}",
                    IsDenied: true
                );
            case { Old: WarehouseRows, New: WarehouseFault fault }:
                return new UncertainVerdict($"The new side could not be run. {fault.Message}");
            case { Old: WarehouseFault fault, New: WarehouseRows }:
                return new UncertainVerdict($"The old side could not be run, the new one can. {fault.Message}", IsDenied(fault));
            case { Old: WarehouseRows { IsTruncated: true } before }:
                return new UncertainVerdict($"The old side has more than {Count(before.Rows.Count)} rows: too many to compare.");
            case { New: WarehouseRows { IsTruncated: true } after }:
                return new UncertainVerdict($"The new side has more than {Count(after.Rows.Count)} rows: too many to compare.");
            case { Old: WarehouseRows before, New: WarehouseRows after }:
                var difference = ResultDifference.Of(before, after, now.Columns, question.OldColumn, calendar);
                if (difference.Numbers.IsEmpty)
                    return new EqualVerdict(difference.Cells);
                return outcome.OldAgain is WarehouseRows again && !ResultDifference.IsSame(before, again)
                    ? new UncertainVerdict(
                        "The old side gives another number each time it is run, or the data moved meanwhile: the two cannot be told apart. Compare again."
                    )
                    : new ChangedVerdict(difference);
            default:
                return new UncertainVerdict("The warehouse did not answer.");
        }
    }

    private static bool IsDenied(WarehouseFault fault) => fault.Kind == WarehouseFaultKind.Permission;

    private static DiffItem Item(
        DiffQuestion question,
        List<(QuestionPart Part, Verdict Verdict)> verdicts,
        QuestionPart worstPart,
        Verdict worst,
        bool isRenamed
    )
    {
        var numbers = verdicts.SelectMany(v => v.Verdict is ChangedVerdict changed ? Ordered(changed.Difference.Numbers, v.Part) : []).ToList();
        var headline = worst is ChangedVerdict ? Headline(question, verdicts) : null;
        return new DiffItem
        {
            Subject = question.Subject,
            Outcome = worst switch
            {
                SameVerdict or EqualVerdict when isRenamed => DiffOutcome.Renamed,
                _ => worst.Outcome,
            },
            Name = question.Name,
            Label = question.Label,
            Words = Words(question, worstPart, worst, (numbers.Count, verdicts.Sum(v => v.Verdict.Cells)), isRenamed),
            Metrics = question.Metrics,
            Headline = headline,
            Numbers = [.. numbers.Take(MostShown)],
            Cells = verdicts.Sum(v => v.Verdict.Cells),
            DifferentCells = numbers.Count,
            Seen = worst.Outcome <= DiffOutcome.Renamed ? question.Seen : null,
            // Of a statement that the level may not run, nobody below sees the text.
            OldSql = worst is not UncertainVerdict { IsDenied: true } ? (worstPart.Old as Statement)?.Literal : null,
            NewSql = worst is not UncertainVerdict { IsDenied: true } ? (worstPart.New as Statement)?.Literal : null,
            File = question.At?.File,
            Line = question.At?.Line,
        };
    }

    /// <summary>The newest period that changed says most; then the total; then the largest difference.</summary>
    private static DiffNumber? Headline(DiffQuestion question, List<(QuestionPart Part, Verdict Verdict)> verdicts)
    {
        var changed = verdicts.Where(v => v.Verdict is ChangedVerdict).ToList();
        var months = changed.Find(v => HasPeriod(v.Part));
        var from = months.Part is not null && question.Subject == DiffSubject.Metric ? months : changed[0];
        return Ordered(((ChangedVerdict)from.Verdict).Difference.Numbers, from.Part).FirstOrDefault();
    }

    /// <summary>Values before what was computed from them; of a time series the newest first, of all others what moved most.</summary>
    private static IEnumerable<DiffNumber> Ordered(ImmutableArray<MovedNumber> numbers, QuestionPart part)
    {
        var isSeries = HasPeriod(part);
        return numbers
            .Select((moved, place) => (moved.Number, moved.IsMain, Place: place))
            .OrderBy(n => n.IsMain ? 0 : 1)
            .ThenByDescending(n => isSeries ? n.Place : 0)
            .ThenBy(n => n.Number.Kind == DiffNumberKind.Changed ? 0 : 1)
            .ThenByDescending(n => Math.Abs(n.Number.ChangeShare ?? decimal.MaxValue))
            .Select(n => n.Number.Where.Length == 0 && part.Title.Length > 0 ? n.Number with { Where = part.Title } : n.Number);
    }

    private static bool HasPeriod(QuestionPart part) => part.New is Statement { Columns: { } columns } && columns.Any(c => c.Role == ColumnRole.Period);

    private static string Words(DiffQuestion question, QuestionPart part, Verdict worst, (int Different, int Cells) numbers, bool isRenamed)
    {
        var words = worst switch
        {
            BrokenVerdict broken => broken.Reason,
            RemovedVerdict when question.Subject == DiffSubject.Metric => "The metric is not there any more.",
            RemovedVerdict => "It is not there any more.",
            AddedVerdict { IsAnsweredNow: true } => "It was refused, and can be computed now.",
            AddedVerdict => "It is new.",
            FaultVerdict fault => $"It ran, and does not any more. {fault.Fault.Message}",
            UncertainVerdict uncertain => uncertain.Reason,
            NotRunVerdict => "Another statement; its numbers were not compared.",
            ChangedVerdict when numbers.Cells > 1 =>
                $"{Count(numbers.Different)} of {Count(numbers.Cells)} numbers {(numbers.Different == 1 ? "differs" : "differ")}.",
            ChangedVerdict => "Another number.",
            EqualVerdict or SameVerdict => "Another statement, the same numbers.",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (question.NowReadAs is { } reading)
            words = $"It is now read as “{reading}”. {words}";
        var where = part.Title.Length > 0 && worst is BrokenVerdict or UncertainVerdict or FaultVerdict && part.Title.Length > 0 ? $" ({part.Title})" : "";
        var oldName = string.Join(", ", question.OldNames.Values.Order(StringComparer.Ordinal));
        return isRenamed && question.Subject == DiffSubject.Metric
            ? worst is SameVerdict or EqualVerdict
                ? $"Was {oldName}: the same numbers under another name. Queries that name {oldName} are refused."
                : $"Was {oldName}. {words}{where}"
            : isRenamed && worst is SameVerdict or EqualVerdict
                ? $"The same numbers, by the new name of {oldName}."
                : words + where;
    }

    private static string Count(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private abstract record Verdict(DiffOutcome Outcome, int Cells)
    {
        public virtual int Rank => (int)Outcome;
    }

    private sealed record BrokenVerdict(string Reason) : Verdict(DiffOutcome.Broken, 0);

    private sealed record FaultVerdict(WarehouseFault Fault) : Verdict(DiffOutcome.Broken, 0);

    private sealed record RemovedVerdict() : Verdict(DiffOutcome.Removed, 0);

    private sealed record ChangedVerdict(ResultDifference Difference) : Verdict(DiffOutcome.Changed, Difference.Cells);

    private sealed record UncertainVerdict(string Reason, bool IsDenied = false) : Verdict(DiffOutcome.Uncertain, 0);

    private sealed record NotRunVerdict() : Verdict(DiffOutcome.NotRun, 0);

    private sealed record EqualVerdict(int Compared) : Verdict(DiffOutcome.Equal, Compared);

    private sealed record AddedVerdict(bool IsAnsweredNow) : Verdict(DiffOutcome.Added, 0);

    private sealed record SameVerdict() : Verdict(DiffOutcome.Equal, 0)
    {
        public override int Rank => int.MaxValue;
    }
}
