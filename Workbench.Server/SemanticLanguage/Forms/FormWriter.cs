using System.Collections.Immutable;
using Workbench.Server.SemanticLanguage.Renaming;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage.Forms;

/// <summary>What a form writes into the files of a layer, and what the checks of the layer say to it.</summary>
/// <param name="schema">Of the warehouse as last seen; null when it was not.</param>
internal sealed partial class FormWriter(LanguageState state, VisibleNames names, WarehouseSchema? schema)
{
    public LayerFormOutcome Write(LayerForm form) =>
        form switch
        {
            NewMetric metric => Metric(metric),
            NewEntity entity => Entity(entity),
            NewVerified verified => Verified(verified),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Appends to a list, or begins the file with it.</summary>
    private (LayerFileEdit Edit, string Yaml)? Append(string path, string key, FormItem item)
    {
        if (state.Find(path) is not { } part)
        {
            var yaml = string.Join("", ListAppend.Lines(item, like: null, dashColumn: 2).Select(l => l + "\n"));
            return (NewFile(path, $"{key}:\n{yaml}"), yaml);
        }
        if (part.Tree is null || ListAppend.Write(part, key, item) is not var (change, written))
            return null;
        return (TextReplacements.ToEdit(part, [change]), written);
    }

    /// <summary>A label in another script leads to no name.</summary>
    private static string NoName(string example) =>
        $"Write a name in small Latin letters, {example}: files and queries use it, people see what you call it above.";

    private static LayerFileEdit NewFile(string path, string text) => new(path, [new LayerTextEdit(new LayerRange(path, 1, 1, 1, 1), text)], text);

    private static LayerFormOutcome Failed(string yaml, string message) => new([], yaml, [new FormFault(null, message)]);

    /// <summary>What is wrong with the layer after it that was not wrong before, told at the field of the form that it comes from.</summary>
    /// <param name="name">Of the new object, to find it again.</param>
    /// <param name="fields">Keys of the format and the fields of the form that write them.</param>
    private LayerFormOutcome Checked(
        ImmutableArray<LayerFileEdit> files,
        string yaml,
        string path,
        string name,
        IReadOnlyDictionary<string, string> fields,
        IReadOnlyCollection<FormFault> more
    )
    {
        var after = After(files);
        var known = state.Reading.Problems.Select(p => (p.Code, p.At.File, p.Message)).ToHashSet();
        var item = after.Find(path)?.Tree is { } tree ? ItemOf(tree, name) : null;
        var faults = after
            .Reading.Problems.Where(p => p.Severity == ProblemSeverity.Error && !known.Contains((p.Code, p.At.File, p.Message)))
            .Select(p => new FormFault(FieldOf(p, item, fields), p.Message))
            .Concat(schema is null ? [] : LiveFaults(after, files))
            // What the form says of a field is said in its own words.
            .Where(f => f.Field is null || more.All(m => m.Field != f.Field))
            .Concat(more)
            .DistinctBy(f => f.Message)
            .ToList();
        return new LayerFormOutcome(files, yaml, Spoken(faults));
    }

    public LanguageState After(ImmutableArray<LayerFileEdit> files)
    {
        ImmutableArray<LayerPart> parts =
        [
            .. state.Parts.Where(p => files.All(f => f.Path != p.File.Path)),
            .. files.Select(f => LayerPart.Read(new LayerFileText(f.Path, f.Text))),
        ];
        return new LanguageState(parts, parts);
    }

    /// <summary>A level that does not know of all is told no names that it does not know.</summary>
    private List<FormFault> Spoken(List<FormFault> faults) =>
        names.SeesAll
            ? faults
            :
            [
                .. faults.Select(f =>
                    f with
                    {
                        Message = f.Message.IndexOf(". ", StringComparison.Ordinal) is var end and > 0 ? f.Message[..(end + 1)] : f.Message,
                    }
                ),
            ];

    private IEnumerable<FormFault> LiveFaults(LanguageState after, ImmutableArray<LayerFileEdit> files) =>
        WarehouseCheck
            .Run(after.Reading.Content, schema!)
            .Where(p => p.Severity == ProblemSeverity.Error && files.Any(f => f.Path == p.At.File))
            .Select(p => new FormFault(null, p.Message));

    private static YamlMap? ItemOf(YamlMap tree, string name) =>
        tree.String("entity") is not null
            ? tree
            : tree
                .Entries.SelectMany(e => e.Value is YamlList list ? list.Items.OfType<YamlMap>() : [])
                .LastOrDefault(m => m.String("name") == name || m.String("question") == name);

    private static string? FieldOf(SemanticProblem problem, YamlMap? item, IReadOnlyDictionary<string, string> fields)
    {
        if (item is null || problem.At.File != item.At.File)
            return null;
        // A key that is missing stands nowhere: the message names it.
        if (problem.At == item.At)
            return fields.Where(f => problem.Message.Contains($"\"{f.Key}\"", StringComparison.Ordinal)).Select(f => f.Value).FirstOrDefault();
        var entry = item.Entries.LastOrDefault(e => (e.KeyAt.Line, e.KeyAt.Column).CompareTo((problem.At.Line, problem.At.Column)) <= 0);
        return entry is null ? null : fields.GetValueOrDefault(entry.Key);
    }

    private static Dictionary<string, string> Fields(params ReadOnlySpan<(string Key, string Field)> pairs)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, field) in pairs)
            fields[key] = field;
        return fields;
    }
}
