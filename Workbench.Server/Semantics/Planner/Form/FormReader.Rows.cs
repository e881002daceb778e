using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>What happened to things: counted, or that there are rows of it or none.</summary>
internal sealed partial class FormReader
{
    private bool ReadCounted(string chunk)
    {
        var phrase = There().Replace(chunk, "").Trim();
        if (_nouns.Read(phrase) is { Entity: { } entity } noun)
        {
            if (noun.IsDistinct)
                return Add($"number of {phrase}", isGroup: false);
            _request.Conditions.AddRange(noun.Conditions);
            _request.IsWeekend |= noun.IsWeekend;
            _request.Subject ??= entity;
            Show(new AggMeasure(entity, "count", null) { Time = noun.Time }, "number of " + entity.LabelPlural.ToLowerInvariant());
            return true;
        }
        // "how many clients have no advisor": which of them.
        if (HaveDone().Match(phrase) is { Success: true } done && None().IsMatch(done.Groups["what"].Value) && ReadCounted(done.Groups["who"].Value))
            return ReadRelated(done.Groups["what"].Value, false);
        // "how many Toyota cars were sold": what happened to them is counted.
        if (Happened().Match(phrase) is not { Success: true } act || _nouns.Read(act.Groups["what"].Value) is not { Entity: { } thing } things)
            return false;
        var root = FormText.Root(act.Groups["verb"].Value);
        _request.Conditions.AddRange(things.Conditions);
        if (_nouns.FactsOf(root, thing) is not { } facts)
        {
            // "how many books were lent? Return the number of loans": what is counted is said later, or they themselves are.
            _uncounted = (thing, act.Groups["verb"].Value);
            _request.Mentioned.Add(thing);
            return true;
        }
        Show(new AggMeasure(facts, "count", null), "number of " + facts.LabelPlural.ToLowerInvariant());
        return true;
    }

    private (Entity Thing, string Verb)? _uncounted;

    /// <summary>What happened to the things that were to be counted: the number that was asked for beside it tells, or only the things are there to count.</summary>
    private void CountHappened()
    {
        if (_uncounted is not var (thing, verb))
            return;
        if (_request.Measures.SelectMany(m => m.Measure.Homes).Any(h => h != thing && names.Reach.Reaches(h.Name, thing.Name)))
            return;
        _request.Miss($"{thing.LabelPlural.ToLowerInvariant()} {verb}");
    }

    private bool HasNoun(string phrase, bool isAbsent)
    {
        // "have never borrowed anything".
        if (phrase is "anything" or "any" or "something" or "one" && _request.Subject is { } subject)
            return Linking(subject, null) is { } rows && Has(rows, [], isAbsent);
        if (_nouns.Read(phrase, null) is { Entity: { } entity } noun)
            return Has(entity, noun.Conditions, isAbsent);
        // "have prescribed a biologic", "have made a deposit": rows with that value, or rows that lead to what has it.
        if (
            _request.Subject is { } thing
            && _nouns.Read(phrase, thing)
                is { Entity: null, IsWeekday: false, IsWeekend: false, Conditions: [FieldCondition { Field.Entity: { } owner }, ..] } valued
            && valued.Conditions.TrueForAll(c => c is FieldCondition f && f.Field.Entity == owner)
            && owner != thing
            && !names.Reach.Reaches(thing.Name, owner.Name)
            && (names.Reach.Reaches(owner.Name, thing.Name) ? owner : Linking(thing, owner)) is { } rows_
        )
        {
            _request.Conditions.Add(new RowsCondition(rows_, valued.Conditions, isAbsent));
            return true;
        }
        // "no flight departs from": what others do with them.
        if (isAbsent && DoneByOthers().Match(phrase) is { Success: true } others && ReadDoer(others, isAbsent: true))
            return true;
        // "made a purchase": the rows that joins were said to go over.
        if (!isAbsent && _measures.HintedFacts() is [var hinted] && Purchase().IsMatch(phrase))
            return Has(hinted, [], false);
        return false;
    }

    private bool Has(Entity of, List<FormCondition> where, bool isAbsent)
    {
        if (_request.Subject is not { } subject || subject == of)
            return false;
        // "clients that have no advisor": what each of them leads to.
        if (
            where.Count == 0
            && names.Reach.Between(subject.Name, of.Name) is [{ Joins.Length: 1 }]
            && !names.Reach.Reaches(of.Name, subject.Name)
            && names.FieldsOf(of).FirstOrDefault(f => f.IsKey) is { } reference
        )
        {
            _request.Conditions.Add(new FieldCondition(reference, isAbsent ? "is_null" : "is_not_null", []));
            return true;
        }
        // "members that have borrowed a copy": by rows that lead to both.
        if ((names.Reach.Reaches(of.Name, subject.Name) ? of : Linking(subject, of)) is not { } rows)
            return false;
        _request.Conditions.Add(new RowsCondition(rows, where, isAbsent));
        return true;
    }

    /// <summary>The one kind of rows that leads to a thing, and to another where that is said: those that joins were said to go over, else the only nearest.</summary>
    private Entity? Linking(Entity subject, Entity? other)
    {
        var linking = names
            .Layer.Entities.Where(e =>
                e != subject && e != other && names.Reach.Reaches(e.Name, subject.Name) && (other is null || names.Reach.Reaches(e.Name, other.Name))
            )
            .ToList();
        if (_measures.HintedFacts().Where(linking.Contains).ToList() is [var hinted])
            return hinted;
        if (linking.Count == 0)
            return null;
        var least = linking.Min(Steps);
        return linking.Where(e => Steps(e) == least).ToList() is [var nearest] ? nearest : null;

        int Steps(Entity entity) =>
            names.Reach.Between(entity.Name, subject.Name).Min(p => p.Joins.Length)
            + (other is null ? 0 : names.Reach.Between(entity.Name, other.Name).Min(p => p.Joins.Length));
    }
}
