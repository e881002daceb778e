using System.Text.RegularExpressions;
using Workbench.Server.Access;
using Workbench.Server.Semantics;
using Workbench.Shared.Evals;

namespace Workbench.Server.SemanticLanguage;

/// <summary>Cases of evals that speak of a name: they are kept in the store, and no rename of files reaches them.</summary>
internal sealed class EvalMentions(IEvalSets sets, IAsker asker, ISemanticLayers layers)
{
    private const int Most = 50;

    public async Task<IReadOnlyList<string>> OfAsync(string name, CancellationToken cancellationToken)
    {
        var word = new Regex($@"(?<![A-Za-z0-9_]){Regex.Escape(name)}(?![A-Za-z0-9_])", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
        var found = new List<string>();
        foreach (var set in await sets.ListAsync(cancellationToken))
        {
            if (await sets.FindAsync(set.Name, cancellationToken) is not { } view)
                continue;
            found.AddRange(
                view.Cases.Where(IsOpen)
                    .Where(c => c.GoldSql.Any(word.IsMatch) || c.Columns.Any(word.IsMatch) || (c.Instructions is { } words && word.IsMatch(words)))
                    .Select(c => $"eval {set.Name}, case {c.Id}: {c.Question}")
            );
            if (found.Count >= Most)
                break;
        }
        return found;
    }

    /// <summary>What is asked at a level above the asker's has no words for him.</summary>
    private bool IsOpen(EvalCase item) => item.Level is null || (layers.TryCurrent is { } layer && layer.Layer.Access.Allows(asker.Current.Level, item.Level));
}
