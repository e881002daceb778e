using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

internal sealed partial class FormReader
{
    private static readonly string NameRoot = FormText.Root("name");

    private sealed record ItemRead(FormMeasure? Measure, FormField? Field, FormNoun? Noun);

    /// <summary>What is asked to be shown: a field, a number, or the things themselves. Null when it is none.</summary>
    private ItemRead? Item(string phrase)
    {
        var plain = Determiner().Replace(phrase, "").Trim();
        if (plain.Length == 0 || IsFilling(plain) || _request.Grain is { } grain && (plain == grain || plain == grain + "s" || plain is "date"))
            return new ItemRead(null, null, null);
        if (SpanMark().Match(plain) is { Success: true } span)
            return new ItemRead(
                _spans[int.Parse(span.Groups["n"].Value, CultureInfo.InvariantCulture)] is AggMeasure at
                && FormMeasures.AggOf(FormText.Words(plain)[0]) is { } agg
                    ? at with
                    {
                        Agg = agg,
                    }
                    : _spans[int.Parse(span.Groups["n"].Value, CultureInfo.InvariantCulture)],
                null,
                null
            );
        // "Return the country and the percentage": the one that the question began with.
        if (
            _spans.Count > 0
            && plain is "percentage" or "percent" or "share" or "proportion" or "fraction" or "ratio" or "average" or "average number"
            && _request.Measures.Count > 0
        )
            return new ItemRead(null, null, null);
        if (
            plain is "rank" or "ranking"
            && !_definitions.Meanings.ContainsKey(plain)
            && (
                _request.Order.Select(o => o.Measure).OfType<FormMeasure>().FirstOrDefault()
                ?? _request.Measures.Select(m => m.Measure).FirstOrDefault(m => m is not RankMeasure)
            )
                is { } place
        )
            return new ItemRead(new RankMeasure(place), null, null);
        plain = Short().Replace(plain, m => m.Value.StartsWith("avg", StringComparison.Ordinal) ? "average " : "number of ");
        var isAggregate = FormMeasures.AggOf(FormText.Words(plain)[0]) is not null || plain.StartsWith("number", StringComparison.Ordinal);
        var isDefined = _definitions.Meanings.ContainsKey(FormDefinitions.Name(plain));
        if (!isAggregate && !isDefined && FieldOf(plain) is { IsBare: false } field)
            return new ItemRead(null, field, null);
        if (!isDefined && _request.Fields.Count == 0 && _request.Measures.Count == 0 && names.Entity(FormNames.Roots(plain)) is { } things)
            return new ItemRead(null, null, new FormNoun(things, []));
        if (_measures.Read(plain) is { } measure)
            return new ItemRead(measure, null, null);
        // "total signups" where customers are counted by the time of their signup.
        if (
            SignedUp().Match(plain) is { Success: true } act
            && _request
                .Measures.Select(m => m.Measure)
                .FirstOrDefault(m => m.Homes.Any(h => FormNouns.TimeOf(h, FormText.Root(act.Groups["what"].Value)) is not null))
                is { } counted
        )
            return new ItemRead(counted, null, null);
        // "total revenue" that is no number is not a list of revenue movements either.
        if (FormMeasures.AggOf(FormText.Words(plain)[0]) is "sum" or "average" or "median")
            return null;
        if (_nouns.Read(plain, _request.Subject) is { } noun)
            return new ItemRead(null, null, noun);
        return null;
    }

    /// <summary>Of fields of one name the subject's, then the nearest to what the question speaks of.</summary>
    private FormField? FieldOf(string phrase, Entity? of = null)
    {
        var plain = Determiner().Replace(phrase, "").Trim();
        var roots = FormNames.Roots(plain);
        if (roots.Length == 0)
            return null;
        // "customer IDs" are those of the customers, not the column of each of their bills.
        if (
            roots.Length > 1
            && roots[^1] == "id"
            && (names.Entity(roots.AsSpan()[..^1]) ?? (roots.Length == 2 && names.EntitiesBy(roots[0]) is [var said] ? said : null)) is { } owner
            && KeyOf(owner) is { } id
        )
            return id;
        var found = Open(names.Fields(roots));
        // "the top 3 target cities, showing the city": the one that was named with its part.
        if (_request.Fields.Find(f => f.Via is not null && found.Contains(f with { Via = null })) is { } same)
            return same;
        // "origin city": of the thing that plays that part.
        if (found.Count == 0 && roots.Length > 1)
            foreach (var role in names.Roles(roots[0]))
                if (Open(names.Fields(roots.AsSpan()[1..])).Where(f => f.Entity == role.Target).Distinct().ToList() is [var played])
                    return played with { Via = role.Join };
        // "make name", "VIN number", "model names": the column without its kind.
        if (found.Count == 0 && roots.Length > 1 && roots[^1] is "nam" or "number" or "valu" or "value" or "type" or "cod" or "code")
            found = Open(names.Fields(roots.AsSpan()[..^1]));
        // "the client's name", "ID and name of clients", where names are called otherwise: what names a thing to people.
        if (
            roots[^1] == NameRoot
            && (roots.Length == 1 ? of ?? _owner ?? _request.Subject : names.Entity(roots.AsSpan()[..^1])) is { } called
            && !found.Exists(f => f.Entity == called)
            && NameOf(called) is { } naming
        )
            return naming;
        // "ID, date and amount" of collections: the date that they go by.
        if (found.Count == 0 && plain == "date" && (of ?? _owner ?? _request.Subject) is { DefaultTime: { } usual } dated)
            return names.FieldsOf(dated).FirstOrDefault(f => f.Time == usual);
        if (found.Count <= 1)
            return found.FirstOrDefault();
        of ??= _owner ?? _owned;
        if (of is not null && found.FirstOrDefault(f => f.Entity == of) is { } own)
            return own;
        var ranked = found.OrderBy(Distance).ToList();
        if (Distance(ranked[0]) == Distance(ranked[1]) && ranked[0].Entity != ranked[1].Entity)
            _request.Doubt($"{plain} is a field of {ranked[0].Entity.Name} and of {ranked[1].Entity.Name}", 0.15);
        return ranked[0];
    }

    /// <summary>The title; of personal names, which are none, the only one.</summary>
    private FormField? NameOf(Entity entity)
    {
        var fields = names.FieldsOf(entity);
        return fields.FirstOrDefault(f => entity.Title is { } title && f.Name == title)
            ?? fields.FirstOrDefault(f => f.Name is "name" or "full_name")
            ?? (
                fields.Where(f => f is { IsKey: false, Time: null } && f.Name.EndsWith("_name", StringComparison.Ordinal)).Distinct().ToList() is [var only]
                    ? only
                    : null
            );
    }

    private FormField? KeyOf(Entity entity) =>
        names.FieldsOf(entity).FirstOrDefault(f => entity.Key is [var key] && f is { IsBare: false, Time: null, IsKey: false } && f.Expr.Trim() == key)
        ?? names.FieldsOf(entity).FirstOrDefault(f => f.IsKey);

    /// <summary>What the asker may not read is no second meaning to them; where it is the only one, the compiler says so.</summary>
    private List<FormField> Open(List<FormField> found) => found.FindAll(names.IsOpen) is { Count: > 0 } open ? open : found;

    private int Distance(FormField field)
    {
        var bare = field.IsBare ? 1 : 0;
        if (field.Entity == _request.Subject)
            return bare;
        if (_request.Things.Contains(field.Entity))
            return 2 + bare;
        var focus = _measures.Focus.IndexOf(field.Entity);
        if (focus >= 0)
            return 4 + focus * 2 + bare;
        if (_request.Subject is { } subject && names.Reach.Between(subject.Name, field.Entity.Name).MinBy(p => p.Joins.Length) is { } path)
            return 30 + path.Joins.Length * 2 + bare;
        return 60 + bare;
    }

    /// <summary>Names of columns as programs write them: "num_orders", "avg_price".</summary>
    [GeneratedRegex(@"^(?:num|nr|cnt|count) (?=[a-z])(?!of\b)|^avg (?=[a-z])", RegexOptions.None, Patience)]
    private static partial Regex Short();
}
