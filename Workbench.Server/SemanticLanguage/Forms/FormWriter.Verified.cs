using System.Globalization;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage.Forms;

internal sealed partial class FormWriter
{
    private const string VerifiedFile = $"{LayerFormat.OperationsFolder}/verified.yml";

    private static readonly Dictionary<string, string> VerifiedFields = Fields(
        ("question", nameof(NewVerified.Question)),
        ("also_asked", nameof(NewVerified.AlsoAsked)),
        ("query", nameof(NewVerified.Metrics)),
        ("sql", nameof(NewVerified.Sql)),
        ("owner", nameof(NewVerified.Owner)),
        ("verified_on", nameof(NewVerified.VerifiedOn)),
        ("expires", nameof(NewVerified.Expires))
    );

    private LayerFormOutcome Verified(NewVerified form)
    {
        var query = string.IsNullOrWhiteSpace(form.Sql) ? Query(form) : null;
        var item = FormItem.Of(
            ("question", FormItem.Text(form.Question) ?? "''"),
            ("also_asked", FormItem.List(form.AlsoAsked)),
            ("query", query is { Keys.Length: > 0 } ? query.Flow : null),
            ("sql", FormItem.Text(form.Sql)),
            ("owner", FormItem.Text(form.Owner)),
            ("verified_on", Day(form.VerifiedOn)),
            ("expires", Day(form.Expires))
        );
        if (Append(VerifiedFile, "queries", item) is not var (edit, yaml))
            return Failed(item.Flow, $"{VerifiedFile} cannot be added to as it is: mend it first.");
        List<FormFault> more = [];
        if (form.Question.Trim().Length == 0)
            more.Add(new FormFault(nameof(NewVerified.Question), "Write the question as people ask it."));
        if (form is { VerifiedOn: { } on, Expires: { } until } && until <= on)
            more.Add(new FormFault(nameof(NewVerified.Expires), "It would expire before the day on which it was verified."));
        return Checked([edit], yaml, VerifiedFile, form.Question.Trim(), VerifiedFields, more);
    }

    private static FormItem Query(NewVerified form) =>
        FormItem.Of(
            ("metrics", FormItem.List(form.Metrics)),
            ("group_by", FormItem.List(form.GroupBy)),
            (
                "where",
                form.Where.Count == 0
                    ? null
                    : $"[{string.Join(", ", form.Where.Select(w => FormItem.Of(("field", FormItem.Text(w.Field)), ("op", $"'{w.Op}'"), ("values", FormItem.Values(w.Values))).Flow))}]"
            ),
            ("time", Time(form)),
            ("order_by", FormItem.Text(form.OrderBy) is { } field ? $"[{{ field: {field}, desc: true }}]" : null),
            ("limit", form.Limit?.ToString(CultureInfo.InvariantCulture))
        );

    private static string? Time(NewVerified form)
    {
        var range = form.Range?.Trim() switch
        {
            null or "" => null,
            // "last 6 months" is written as the query has it.
            var text
                when text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["last", var count, var unit]
                    && int.TryParse(count, CultureInfo.InvariantCulture, out var n) =>
                $"{{ last: {n.ToString(CultureInfo.InvariantCulture)}, unit: {unit.TrimEnd('s')} }}",
            var text => FormItem.Text(text),
        };
        return FormItem.Of(("range", range), ("grain", FormItem.Text(form.Grain))) is { Keys.Length: > 0 } time ? time.Flow : null;
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
