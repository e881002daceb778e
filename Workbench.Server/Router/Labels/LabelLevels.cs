using Workbench.Server.Access;
using Workbench.Server.Semantics;

namespace Workbench.Server.Router.Labels;

/// <summary>Messages asked at a level above the asker's are not his to see: they may hold what that level hides from him.</summary>
internal sealed class LabelLevels(ISemanticLayers layers, IAsker asker)
{
    /// <summary>Of a message that no level guards: of another program, or of a file.</summary>
    public const string Open = "";

    public string[] Visible =>
        layers.TryCurrent switch
        {
            // Without a layer nobody knows who may see what: then nobody sees anything that a level guards.
            null => [Open],
            { Layer.Access.Levels.IsEmpty: true } => [Open, asker.Current.Level],
            var layer => [Open, .. layer.Layer.Access.Levels.Select(l => l.Name).Where(l => layer.Layer.Access.Allows(asker.Current.Level, l))],
        };
}
