using Workbench.Server.Access;
using Workbench.Server.Models;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Shared.Chat;

namespace Workbench.Server.Conversations;

/// <summary>What the composer of the chat page offers.</summary>
internal sealed class Composer(IModelGateway models, IWarehouseAccounts accounts, ISemanticLayers layers, IAsker asker)
{
    public ComposerChoices Choices()
    {
        var layer = layers.TryCurrent?.Layer; // Null: not read yet; the page asks again when the workspace has news.
        var own = asker.Current.Level;
        var open = accounts.All.Where(a => accounts.WhyClosed(a.Name) is null).ToList();
        return new ComposerChoices(
            [.. models.Choices.Select(m => new Choice(m.Name, m.Label, m.Note, m.IsDefault))],
            [.. open.Select(a => new Choice(a.Name, a.Label, a.Kind, IsDefault: open.Count == 1))],
            layer is null ? [new Choice(own, own, Note: null, IsDefault: true)] : Levels(layer.Access, own),
            layer is null ? [] : [.. layer.Content.Examples.OrderByDescending(e => e.IsFeatured).Select(e => new ExampleLine(e.Question, e.Topic))]
        );
    }

    /// <summary>The asker's own level and those below it.</summary>
    private static IReadOnlyList<Choice> Levels(LayerAccess access, string own) =>
        [
            .. access
                .Levels.Where(l => access.RankOf(l.Name) <= access.RankOf(own))
                .Select(l => new Choice(l.Name, l.Name, l.Description, IsDefault: l.Name == own)),
        ];
}
