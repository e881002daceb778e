using Microsoft.AspNetCore.Components;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer.Forms;

public sealed partial class NewVerifiedForm
{
    private static readonly (string Op, string Words)[] Operators =
    [
        ("=", "is"),
        ("<>", "is not"),
        ("in", "is one of"),
        ("not in", "is none of"),
        ("<", "less than"),
        ("<=", "at most"),
        (">", "more than"),
        (">=", "at least"),
        ("between", "between"),
        ("contains", "contains"),
        ("starts_with", "starts with"),
        ("is_null", "is empty"),
        ("is_not_null", "is filled"),
    ];

    private readonly List<string> _metrics = [];
    private readonly List<string> _groups = [];
    private readonly List<ConditionRow> _where = [];
    private string _question = "";
    private string _alsoAsked = "";
    private string _range = "";
    private string _grain = "";
    private string _orderBy = "";
    private int? _limit;
    private string _owner = "";
    private DateOnly? _verifiedOn;
    private DateOnly? _expires;

    protected override void OnInitialized()
    {
        _verifiedOn = DateOnly.FromDateTime(Clock.GetLocalNow().Date);
        _expires = _verifiedOn?.AddYears(1);
    }

    protected override NewVerified Form() =>
        new()
        {
            Question = _question,
            AlsoAsked = _alsoAsked.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Metrics = [.. _metrics],
            GroupBy = [.. _groups],
            Range = _range,
            Grain = _grain,
            Where = [.. _where.Where(w => w.Field.Length > 0).Select(w => new NewCondition(w.Field, w.Op, Split(w.Values)))],
            OrderBy = _orderBy,
            Limit = _limit,
            Owner = _owner,
            VerifiedOn = _verifiedOn,
            Expires = _expires,
        };

    private Task AddAsync(List<string> list, ChangeEventArgs change, string field)
    {
        if (Text(change) is { Length: > 0 } chosen && !list.Contains(chosen))
            list.Add(chosen);
        return ChangedAsync(field);
    }

    private Task ConditionAsync()
    {
        _where.Add(new ConditionRow("", "=", ""));
        return Task.CompletedTask;
    }

    private Task ConditionAsync(int at, ConditionRow row)
    {
        _where[at] = row;
        return ChangedAsync(nameof(NewVerified.Where));
    }

    private Task WithoutAsync(int at)
    {
        _where.RemoveAt(at);
        return ChangedAsync(nameof(NewVerified.Where));
    }

    private Task RemoveAsync(List<string> list, string item, string field)
    {
        list.Remove(item);
        if (_orderBy == item)
            _orderBy = "";
        return ChangedAsync(field);
    }

    private static string Text(ChangeEventArgs change) => change.Value?.ToString() ?? "";

    /// <param name="Values">With commas between them.</param>
    private sealed record ConditionRow(string Field, string Op, string Values);
}
