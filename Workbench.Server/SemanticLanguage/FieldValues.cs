using System.Collections.Concurrent;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>Stored values of fields for suggestions: read once in a while behind, with the rights of the lowest level that may see the field.</summary>
internal sealed class FieldValues(ISemanticLayers layers, IValueSource source, TimeProvider time)
{
    private const int Most = 200;

    /// <summary>What a first question for a field's values may cost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Revision, string Field), (Task<IReadOnlyList<string>?> Reading, long At)> _known = new();

    /// <param name="field"><c>account.name</c>, of the revision in use.</param>
    /// <returns>Empty while they are not read yet, and for what the level may not see.</returns>
    public async Task<IReadOnlyList<string>> OfAsync(string field, string level, CancellationToken cancellationToken)
    {
        if (layers.TryCurrent is not { } revision || field.Split('.') is not [var owner, var name])
            return [];
        var layer = revision.Layer;
        if (layer.FindEntity(owner) is not { } entity || entity.FindDimension(name) is not { Type: "string" } dimension)
            return [];
        if (!layer.Access.Allows(level, entity.Access) || !layer.Access.Allows(level, dimension.Access))
            return [];
        var key = (revision.Id, field);
        if (!_known.TryGetValue(key, out var known) || time.GetElapsedTime(known.At) > Fresh)
            // Not the caller's token: the next key press cancels it, and the values are wanted still.
            _known[key] = known = (
                Task.Run(() => source.ReadAsync(revision, layer.Account, entity, dimension, Most, CancellationToken.None), CancellationToken.None),
                time.GetTimestamp()
            );
        try
        {
            return await known.Reading.WaitAsync(Patience, time, cancellationToken) ?? [];
        }
        catch (TimeoutException)
        {
            return [];
        }
    }
}
