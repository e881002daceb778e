using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Conditions as scalar SQL over the columns of the rows that are counted.</summary>
internal sealed partial class FormMeasures
{
    /// <summary><c>car.</c> before a column of the car, seen from the sale; null where no single way leads there.</summary>
    public string? PathTo(Entity from, Entity to) =>
        from == to ? ""
        : Roles.Count > 0 && Played(from, to) is { } played ? played
        : names.Reach.Between(from.Name, to.Name) is [var only] ? string.Concat(only.Joins.Select(j => j + "."))
        : names.Reach.Between(from.Name, to.Name).OrderBy(p => p.Joins.Length).Take(2).ToList() is [var near, var far] && near.Joins.Length < far.Joins.Length
            ? string.Concat(near.Joins.Select(j => j + "."))
        : null;

    /// <summary>The condition as scalar SQL over the home's columns.</summary>
    public string? Sql(FieldCondition condition, Entity home)
    {
        if ((Over(home, condition.Field) ?? PathTo(home, condition.Field.Entity)) is not { } path || !IsColumn().IsMatch(condition.Field.Expr))
            return null;
        if (condition.IsGuess)
            Doubts.Add(
                (
                    $"{condition.Values[0]} is taken for {condition.Field.Entity.Label.ToLowerInvariant()} {condition.Field.Name.Replace('_', ' ')}, and is a value elsewhere too",
                    0.1
                )
            );
        var column = path + condition.Field.Expr;
        var texts = condition.Values.Select(v => v.Text is { } text ? RowExpressions.Text(text) : v.ToString()).ToList();
        return condition.Op switch
        {
            "contains" => $"{column} ilike {RowExpressions.Text($"%{Escape(condition.Values[0].Text!)}%")}",
            "starts_with" => $"{column} ilike {RowExpressions.Text($"{Escape(condition.Values[0].Text!)}%")}",
            "ends_with" => $"{column} ilike {RowExpressions.Text($"%{Escape(condition.Values[0].Text!)}")}",
            "in" => $"{column} in ({string.Join(", ", texts)})",
            "is_not_null" => $"{column} is not null",
            "is_null" => $"{column} is null",
            "=" when condition.Values[0].Boolean is { } flag => flag ? column : $"not {column}",
            "=" or ">" or ">=" or "<" or "<=" or "<>" => $"{column} {condition.Op} {texts[0]}",
            _ => null,
        };
    }

    /// <summary>The condition as scalar SQL, whatever kind it is; null for those on rows of another kind.</summary>
    public string? Sql(FormCondition condition, Entity home) =>
        condition switch
        {
            FieldCondition field => Sql(field, home),
            RowCondition row when PathTo(home, row.Of) is { } path => row.Sql(path),
            _ => null,
        };

    /// <summary>The one shortest way that goes over a part that the question names.</summary>
    private string? Played(Entity from, Entity to) =>
        names.Reach.Between(from.Name, to.Name).Where(p => p.Joins.Any(Roles.Contains)).OrderBy(p => p.Joins.Length).FirstOrDefault() is { } path
            ? string.Concat(path.Joins.Select(j => j + "."))
            : null;

    private string? Over(Entity home, FormField field) =>
        field.Via is { } via && names.Reach.Between(home.Name, field.Entity.Name).Where(p => p.Joins.Contains(via)).MinBy(p => p.Joins.Length) is { } path
            ? string.Concat(path.Joins.Select(j => j + "."))
            : null;

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
