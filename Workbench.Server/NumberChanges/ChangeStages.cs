using System.Globalization;
using Workbench.Server.AnswerDiffs;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.NumberChanges;
using Workbench.Shared.Queries;

namespace Workbench.Server.NumberChanges;

/// <summary>From one answer to the other, or to now, one thing at a time: data, program, layer, calendar, filter, reading.</summary>
internal sealed class ChangeStages(ISemanticCompiler compiler, GivenAnswer then, GivenAnswer? later)
{
    /// <param name="old">The layer of then; what it lacks is told as unknown.</param>
    /// <param name="now">The later answer's, or the one in use.</param>
    /// <param name="day">The later answer's day, or today.</param>
    public IEnumerable<ChangeStage> Of(SideReading old, SideReading now, DateOnly day)
    {
        yield return Stage(ChangeCause.Data, "The statement of then on the data of now.", Statement(then));
        if (then.Query is not { } query)
        {
            if (later is not null)
                yield return Read(later.Query is { } other ? Compiled(now, other, later.Level, day) : Statement(later));
            yield break;
        }
        yield return Stage(ChangeCause.Program, "The query of then, made into SQL by the program of now.", Compiled(old, query, then.Level, then.Today));
        yield return Stage(
            ChangeCause.Layer,
            then.LayerRevision == RevisionOf(now)
                ? $"Revision {Short(then.LayerRevision)} of the semantic layer, as then."
                : $"Revision {Short(RevisionOf(now))} of the semantic layer instead of {Short(then.LayerRevision)}.",
            Compiled(now, query, then.Level, then.Today)
        );
        yield return Stage(
            ChangeCause.Calendar,
            day == then.Today ? $"The day is {Day(day)}, as then." : $"The day is {Day(day)} instead of {Day(then.Today)}.",
            Compiled(now, query, then.Level, day)
        );
        if (later is null)
            yield break;
        var filtered = later.Query is { } asked ? query with { Where = asked.Where, Having = asked.Having, Segments = asked.Segments } : query;
        yield return Stage(ChangeCause.Filter, FilterWords(query, filtered), Compiled(now, filtered, later.Level, day)) with
        {
            Level = later.Level,
        };
        yield return Read(later.Query is { } read ? Compiled(now, read, later.Level, day) : Statement(later));
    }

    private ChangeStage Stage(ChangeCause cause, string what, PartSide side) => new(cause, what, side, then.Level, name => name);

    private ChangeStage Read(PartSide side) =>
        new(
            ChangeCause.Model,
            later!.Reading is { } reading && reading != then.Reading
                ? $"Read by {later.Model} as “{reading}” instead of, by {then.Model}, “{then.Reading ?? then.Question}”."
                : $"As {later.Model} read it; before, {then.Model} did.",
            side,
            later.Level,
            OldName
        );

    /// <summary>A metric in the place of another is held against it.</summary>
    private string OldName(string column)
    {
        if (then.Query is not { } query || later?.Query is not { } other || query.Metrics.Count != other.Metrics.Count)
            return column;
        var parts = column.Split('.', 2);
        var place = other.Metrics.ToList().IndexOf(parts[0]);
        return place < 0 ? column : string.Join('.', [query.Metrics[place], .. parts[1..]]);
    }

    private static PartSide Statement(GivenAnswer answer) =>
        answer.Sql is { } sql
            ? new Statement(sql, answer.Literal, SqlForm.Of(sql), Columns: null)
            : new NotCompiled("The answer kept no statement that could be run again.");

    private PartSide Compiled(SideReading side, SemanticQuery query, string level, DateOnly day) =>
        side switch
        {
            UsableSide { Side.Layer: var layer } => compiler.Compile(query, new CompileScope(layer, level, day)) switch
            {
                Compiled compiled => AnswerDiffs.Statement.Of(compiled, layer),
                Rejected rejected => new NotCompiled(string.Join(" ", rejected.Problems.Select(p => p.Message).Distinct(StringComparer.Ordinal).Take(2))),
                _ => throw new System.Diagnostics.UnreachableException(),
            },
            UnusableSide unusable => new NotCompiled(unusable.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private string FilterWords(SemanticQuery query, SemanticQuery filtered)
    {
        List<string> words = [];
        if (later!.Level != then.Level)
            words.Add($"the access level is {later.Level} instead of {then.Level}");
        if (!query.Where.SequenceEqual(filtered.Where) || !query.Having.SequenceEqual(filtered.Having))
            words.Add("the conditions are the later answer's");
        if (!query.Segments.OrderBy(s => s.Key, StringComparer.Ordinal).SequenceEqual(filtered.Segments.OrderBy(s => s.Key, StringComparer.Ordinal)))
            words.Add("segments are switched on and off as in the later answer");
        return words.Count == 0 ? "Conditions and access level, as then." : char.ToUpperInvariant(words[0][0]) + string.Join("; ", words)[1..] + ".";
    }

    private static string RevisionOf(SideReading side) => side is UsableSide { Side.Revision: var revision } ? revision : "";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Short(string hash) => hash.Length > 8 ? hash[..8] : hash;
}
