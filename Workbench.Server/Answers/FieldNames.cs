using System.Globalization;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.Answers;

/// <summary>What a field of a query is called, and what its values are called.</summary>
internal static class FieldNames
{
    /// <param name="field">A path: <c>account.segment</c>, <c>subscription_month.account.owner.team</c>, or an entity for its key.</param>
    /// <returns>Null when it is no dimension: a time, or a name that the layer does not know.</returns>
    public static Dimension? FindDimension(SemanticLayer layer, string field) => Find(layer, field) is var (entity, name) ? entity.FindDimension(name) : null;

    /// <summary>Several of what a field groups by, within a sentence: <c>plan.name</c> gives "plans", <c>account.segment</c> "segments".</summary>
    public static string GroupNounOf(SemanticLayer layer, ResultColumn column)
    {
        if (layer.FindEntity(column.Name) is { } entity)
            return Phrases.Lower(entity.LabelPlural);
        return Find(layer, column.Name) is var (home, name) && string.Equals(home.Title, name, StringComparison.Ordinal)
            ? Phrases.Lower(home.LabelPlural)
            : Phrases.Plural(Phrases.Lower(column.Label));
    }

    private static (Entity Entity, string Name)? Find(SemanticLayer layer, string field)
    {
        var path = field.Split('.');
        if (path.Length < 2 || layer.FindEntity(path[0]) is not { } entity)
            return null;
        for (var i = 1; i < path.Length - 1; i++)
        {
            if (entity.FindJoin(path[i]) is not { } join || layer.FindEntity(join.To) is not { } next)
                return null;
            entity = next;
        }
        return (entity, path[^1]);
    }

    public static string LabelOf(SemanticLayer layer, string field) =>
        FindDimension(layer, field)?.Label ?? layer.FindMetric(field)?.Label ?? layer.FindEntity(field)?.Label ?? Humanise(field.Split('.')[^1]);

    public static string ValueOf(Dimension? dimension, QueryValue value)
    {
        if (value.IsNull)
            return "none";
        if (value.Boolean is { } yes)
            return yes ? "yes" : "no";
        if (value.Text is not { } text || dimension is null)
            return value.ToString();
        var declared = dimension.Values.Declared.FirstOrDefault(d => string.Equals(d.Stored, text, StringComparison.OrdinalIgnoreCase));
        return declared is null ? text : LabelOf(declared);
    }

    /// <summary>What the declared values of a field are called, where that is not what is stored; null when none is.</summary>
    public static IReadOnlyDictionary<string, string>? ValueLabelsOf(SemanticLayer layer, string field)
    {
        if (FindDimension(layer, field) is not { Values.Declared: { Length: > 0 } declared })
            return null;
        var labels = declared
            .Where(d => !string.Equals(Upper(LabelOf(d)), d.Stored, StringComparison.Ordinal))
            .DistinctBy(d => d.Stored)
            .ToDictionary(d => d.Stored, d => Upper(LabelOf(d)), StringComparer.Ordinal);
        return labels.Count == 0 ? null : labels;
    }

    private static string LabelOf(DeclaredValue value) => value.Label ?? value.Stored.Replace('_', ' ');

    private static string Upper(string text) => Phrases.Upper(text);

    /// <example><c>mid_market</c> is "Mid market"; <c>EMEA</c> and <c>iOS</c> stay.</example>
    public static string Humanise(string name)
    {
        if (name.Length == 0 || name.Any(char.IsUpper))
            return name;
        var words = name.Replace('_', ' ').Trim();
        return words.Length == 0 ? name : char.ToUpper(words[0], CultureInfo.InvariantCulture) + words[1..];
    }
}
