using Microsoft.AspNetCore.Components;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer.Forms;

public sealed partial class NewEntityForm
{
    private NewEntity _form = new() { Name = "", Table = "" };
    private string _key = "";
    private string _synonyms = "";

    private IReadOnlyList<FormColumn> Columns => Choices?.Tables.FirstOrDefault(t => t.Name == _form.Table)?.Columns ?? [];

    protected override NewEntity Form() => _form;

    /// <summary>A schema of which the layer knows no table is a program's own more often than somebody's data: it comes last.</summary>
    private IEnumerable<(string Label, IReadOnlyList<FormTable> Tables)> TableGroups
    {
        get
        {
            var tables = Choices?.Tables ?? [];
            var used = tables.Where(t => t.Entity is not null).Select(t => SchemaOf(t.Name)).ToHashSet(StringComparer.Ordinal);
            bool IsUsed(FormTable table) => used.Count == 0 || used.Contains(SchemaOf(table.Name));
            (string Label, IReadOnlyList<FormTable> Tables)[] groups =
            [
                ("Without an entity", [.. tables.Where(t => t.Entity is null && IsUsed(t))]),
                ("An entity already", [.. tables.Where(t => t.Entity is not null)]),
                ("In schemas that the layer does not use", [.. tables.Where(t => t.Entity is null && !IsUsed(t))]),
            ];
            return groups.Where(g => g.Tables.Count > 0);
        }
    }

    private static string SchemaOf(string table) => table.Split('.')[0];

    private async Task ChooseAsync(ChangeEventArgs change)
    {
        var table = Text(change);
        _form = (table.Length == 0 ? null : await Language.SuggestEntityAsync(Unsaved, table, Gone)) ?? new NewEntity { Name = "", Table = table };
        (_key, _synonyms) = (string.Join(", ", _form.Key), string.Join(", ", _form.Synonyms));
        await ChangedAsync(nameof(NewEntity.Table));
    }

    private Task SetAsync(NewEntity form, string field)
    {
        _form = form;
        return ChangedAsync(field);
    }

    private Task SetKeyAsync(string text)
    {
        _key = text;
        return SetAsync(_form with { Key = Split(text) }, nameof(NewEntity.Key));
    }

    private Task SetSynonymsAsync(string text)
    {
        _synonyms = text;
        return SetAsync(_form with { Synonyms = Split(text) }, nameof(NewEntity.Synonyms));
    }

    private Task TimeAsync(int at, NewTime time) => SetAsync(_form with { Times = With(_form.Times, at, time) }, nameof(NewEntity.Times));

    private Task UsualAsync(int at) =>
        SetAsync(_form with { Times = [.. _form.Times.Select((t, i) => t with { IsDefault = i == at })] }, nameof(NewEntity.Times));

    private Task DimensionAsync(int at, NewDimension dimension) =>
        SetAsync(_form with { Dimensions = With(_form.Dimensions, at, dimension) }, nameof(NewEntity.Dimensions));

    private Task JoinAsync(int at, NewJoin join) => SetAsync(_form with { Joins = With(_form.Joins, at, join) }, nameof(NewEntity.Joins));

    private static IReadOnlyList<T> With<T>(IReadOnlyList<T> items, int at, T item) => [.. items.Select((one, i) => i == at ? item : one)];

    private static string Text(ChangeEventArgs change) => change.Value?.ToString() ?? "";

    private static bool Flag(ChangeEventArgs change) => change.Value is true;
}
