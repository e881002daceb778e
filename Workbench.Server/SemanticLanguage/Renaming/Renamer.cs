using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage.Renaming;

/// <summary>Another name for an object, everywhere. Only what leaves the layer meaning the same is given out: the outcome is read again and compared.</summary>
internal sealed class Renamer(LanguageState state, VisibleNames names)
{
    public LayerRenameOutcome Rename(LayerName name, string newName)
    {
        if (Refusal(name, newName) is { } reason)
            return new LayerNotRenamed(reason);
        var uses = state.Names.Of(name).ToList();
        var changes = new List<TextReplacement>();
        foreach (var scalar in uses.GroupBy(u => u.Scalar, ReferenceEqualityComparer.Instance))
        {
            var first = scalar.First().Scalar;
            if (ScalarEdit.Of(first, [.. scalar], newName) is not { } edits)
                return new LayerNotRenamed(
                    $"{first.Part.File.Path}, line {first.Text.At.Line}: the text there is written in a way that names in it cannot be told apart. Put it on one line, then rename."
                );
            changes.AddRange(edits);
        }
        var implied = state.Names.Implied.Where(i => i.Owner == name || i.Name == name).ToList();
        changes.AddRange(implied.Select(i => ImpliedKey.Write(i, i.Owner == name ? i.Name.Name : newName)).OfType<TextReplacement>());
        ImmutableArray<LayerFileEdit> files =
        [
            .. changes
                .GroupBy(c => c.Part, ReferenceEqualityComparer.Instance)
                .Select(g => TextReplacements.ToEdit(g.First().Part, g))
                .OrderBy(f => f.Path, StringComparer.Ordinal),
        ];
        return RenameCheck.Fault(state, files, name, newName, implied) is { } fault
            ? new LayerNotRenamed(fault)
            : new LayerRenamed(files, uses.Count, [.. Mentions.Of(state, names, name, changes)]);
    }

    private string? Refusal(LayerName name, string newName)
    {
        // People's settings and the logins of the warehouse name levels, and none of them is a file here.
        if (name.Kind == "level")
            return $"The level {name.Name} is named outside of the layer too: change it in access.yml, in the files and in the settings together.";
        var declared = state.Names.Of(name).Where(u => u.IsDeclaration).ToList();
        if (declared.Count == 0)
            return $"There is no {name.Words} in the files: nothing to rename.";
        if (declared.Count > 1)
            return $"{name.Words} is declared in {declared.Count} places: mend that first.";
        if (newName == name.Name)
            return $"It is called {newName} already.";
        if (Form(name.Kind, newName) is { } form)
            return form;
        if (state.Parts.FirstOrDefault(p => p.Tree is null) is { } broken)
            return $"{broken.File.Path} cannot be read at present, and the name may stand in it: mend it first.";
        if (Taken(name, newName) is { } taken)
            return taken;
        return state.Names.Of(name).Any(u => u.User is { } user && !names.Sees(user))
            ? "It is used in parts that your access level does not cover: ask somebody who sees them to rename it."
            : null;
    }

    private static string? Form(string kind, string newName) =>
        kind switch
        {
            "table" or "column" when newName.Length == 0 || newName.Any(char.IsControl) => "Write the new name.",
            "table" when newName.Any(c => char.IsWhiteSpace(c) || c == '.') => "The name of a table holds no dots or spaces here; the schema stays as it is.",
            "table" or "column" => null,
            _ => TextForms.Fault(TextForm.Name, newName),
        };

    /// <summary>What has the name already, in the space of names that the object lives in.</summary>
    private string? Taken(LayerName name, string newName)
    {
        var others = state.Names.Uses.Where(u => u.IsDeclaration && u.Name != name && string.Equals(u.Name.Name, newName, StringComparison.OrdinalIgnoreCase));
        var same = others.FirstOrDefault(u =>
            (u.Name.Kind, name.Kind) switch
            {
                // One space: a metric that is called like an entity could not be told from it.
                ("metric" or "entity", "metric" or "entity") => true,
                // Fields: account.x has to mean one thing.
                ("dimension" or "join" or "segment" or "time", "dimension" or "join" or "segment" or "time") => u.Name.Owner == name.Owner,
                var (other, own) => other == own && u.Name.Owner == name.Owner,
            }
        );
        if (same is null)
            return null;
        var at = same.Scalar.Text.At;
        return names.Sees(same.Name)
            ? $"\"{newName}\" is taken: {same.Name.Words} is declared in {same.Scalar.Part.File.Path}, line {at.Line}. Choose another name, or rename that one first."
            : $"\"{newName}\" cannot be used here: choose another name.";
    }
}
