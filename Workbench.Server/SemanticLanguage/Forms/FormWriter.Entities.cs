using System.Text;
using Workbench.Server.SemanticLanguage.Renaming;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage.Forms;

internal sealed partial class FormWriter
{
    private static readonly Dictionary<string, string> EntityFields = Fields(
        ("entity", nameof(NewEntity.Name)),
        ("label", nameof(NewEntity.Label)),
        ("description", nameof(NewEntity.Description)),
        ("synonyms", nameof(NewEntity.Synonyms)),
        ("table", nameof(NewEntity.Table)),
        ("key", nameof(NewEntity.Key)),
        ("title", nameof(NewEntity.Title)),
        ("where", nameof(NewEntity.Where)),
        ("access", nameof(NewEntity.Access)),
        ("times", nameof(NewEntity.Times)),
        ("dimensions", nameof(NewEntity.Dimensions)),
        ("joins", nameof(NewEntity.Joins))
    );

    private LayerFormOutcome Entity(NewEntity form)
    {
        var name = form.Name.Trim();
        var path = $"{LayerFormat.EntitiesFolder}/{(TextForms.IsName(name) ? name.Replace('_', '-') : "new-entity")}.yml";
        var yaml = EntityText(form);
        List<FormFault> more = [];
        if (name.Length == 0)
            more.Add(new FormFault(nameof(NewEntity.Name), NoName("in the singular, such as order")));
        if (state.Find(path) is not null)
            more.Add(new FormFault(nameof(NewEntity.Name), $"There is a file {path} already: choose another name, or open that one."));
        List<LayerFileEdit> files = [NewFile(path, yaml)];
        if (form.Table.Length > 0 && state.Content.Tables.All(t => t.FullName != form.Table))
        {
            if (TableEdit(form.Table) is not { } table)
                more.Add(new FormFault(nameof(NewEntity.Table), $"The warehouse has no table {form.Table}, as far as was seen: choose one of the list."));
            else
            {
                files.Add(table.Edit);
                yaml += $"\n# and in {table.Edit.Path}:\n{table.Yaml}";
            }
        }
        return Checked([.. files], yaml, path, name, EntityFields, more);
    }

    private static string EntityText(NewEntity form)
    {
        var text = new StringBuilder();
        var head = FormItem.Of(
            ("entity", FormItem.Text(form.Name) ?? "''"),
            ("label", FormItem.Text(form.Label)),
            ("description", FormItem.Text(form.Description)),
            ("synonyms", FormItem.List(form.Synonyms)),
            ("table", FormItem.Text(form.Table)),
            ("key", FormItem.List(form.Key)),
            ("title", FormItem.Text(form.Title)),
            ("where", FormItem.Text(form.Where)),
            ("access", FormItem.Text(form.Access))
        );
        foreach (var (key, value) in head.Keys)
            text.Append(key).Append(": ").Append(value).Append('\n');
        Section(
            text,
            "times",
            form.Times.Where(t => t.IsUsed)
                .Select(t =>
                    FormItem.Of(
                        ("name", FormItem.Text(t.Name)),
                        ("expr", Column(t.Column)),
                        ("type", FormItem.Text(t.Type)),
                        ("default", FormItem.Flag(t.IsDefault))
                    )
                )
        );
        Section(
            text,
            "dimensions",
            form.Dimensions.Where(d => d.IsUsed)
                .Select(d =>
                    FormItem.Of(
                        ("name", FormItem.Text(d.Name)),
                        ("label", FormItem.Text(d.Label)),
                        ("expr", Column(d.Column)),
                        ("values", d.IsIndexed ? "indexed" : null)
                    )
                )
        );
        Section(
            text,
            "joins",
            form.Joins.Where(j => j.IsUsed)
                .Select(j =>
                    FormItem.Of(
                        ("name", FormItem.Text(j.Name)),
                        ("to", FormItem.Text(j.To)),
                        ("on", FormItem.Text(j.On)),
                        ("type", "many_to_one"),
                        ("optional", FormItem.Flag(j.IsOptional))
                    )
                )
        );
        return text.ToString();
    }

    private static string? Column(string column) => FormItem.Text(ExpressionNames.Write(column));

    private static void Section(StringBuilder text, string key, IEnumerable<FormItem> items)
    {
        var lines = string.Concat(items.Select(i => $"  - {i.Flow}\n"));
        if (lines.Length > 0)
            text.Append(key).Append(":\n").Append(lines);
    }

    /// <summary>Declares a table with all its columns, in the file of its schema.</summary>
    private (LayerFileEdit Edit, string Yaml)? TableEdit(string fullName)
    {
        if (!names.SeesAll || fullName.Split('.') is not [var owner, var name] || schema?.Find(owner, name) is not { } live)
            return null;
        var file = state.Parts.FirstOrDefault(p =>
            p.Format?.Name == "warehouse" && p.Tree?.String("schema") == owner && p.Tree.Find("tables") is YamlList { Items.Length: > 0 }
        );
        var (lineBreak, dash) = file is null ? ("\n", 2) : (file.File.Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n", DashColumn(file));
        var indent = new string(' ', dash);
        var text = new StringBuilder();
        text.Append($"{indent}- name: {FormItem.Text(live.Name)}").Append(lineBreak);
        if (FormItem.Text(live.Comment?.ReplaceLineEndings(" ")) is { } comment)
            text.Append($"{indent}  description: {comment}").Append(lineBreak);
        text.Append($"{indent}  columns:").Append(lineBreak);
        foreach (var column in live.Columns)
            text.Append($"{indent}    - {ColumnItem(column).Flow}").Append(lineBreak);
        var yaml = text.ToString();
        if (file is null)
        {
            var path = $"{LayerFormat.WarehouseFolder}/{owner.ToLowerInvariant()}.yml";
            return state.Find(path) is null ? (NewFile(path, $"schema: {FormItem.Text(owner)}\ntables:\n{yaml}"), yaml) : null;
        }
        if (dash < 0)
            return null;
        var end = file.File.Text.Length;
        var before = file.File.Text.EndsWith('\n') ? "" : lineBreak;
        return (TextReplacements.ToEdit(file, [new TextReplacement(file, end, end, before + yaml)]), yaml);
    }

    /// <summary>Of the tables' dashes, where the list ends with the file; -1 elsewhere.</summary>
    private static int DashColumn(LayerPart part) =>
        part.Tree is { Entries: [.., { Key: "tables", Value: YamlList { Items: [.., var last] } list }] }
        && last.At.Column >= 3
        && part.File.Text[part.Lines.OffsetOf(list.At.Line, list.At.Column)] != '['
            ? last.At.Column - 3
            : -1;

    private static FormItem ColumnItem(WarehouseColumn column) =>
        FormItem.Of(
            ("name", FormItem.Text(column.Name)),
            ("type", FormItem.Text(SqlTypes.Normalise(column.Type) ?? column.Type)),
            ("description", FormItem.Text(column.Comment?.ReplaceLineEndings(" ")))
        );
}
