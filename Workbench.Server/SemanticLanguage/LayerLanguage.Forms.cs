using Workbench.Server.SemanticLanguage.Forms;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage;

internal sealed partial class LayerLanguage
{
    public async Task<LayerFormChoices> ChoicesAsync(LayerTexts unsaved, CancellationToken cancellationToken)
    {
        var state = Read(unsaved);
        return FormChoices.Of(state, Names(state), await warehouse.ReadAsync(state.Content.Account, cancellationToken));
    }

    public async Task<NewEntity?> SuggestEntityAsync(LayerTexts unsaved, string table, CancellationToken cancellationToken)
    {
        var state = Read(unsaved);
        var names = Names(state);
        var schema = await warehouse.ReadAsync(state.Content.Account, cancellationToken);
        return table.Split('.') is [var owner, var name] && schema?.Find(owner, name) is { } live && EntitySuggestion.Seen(live, names) is { } seen
            ? EntitySuggestion.Of(seen, [.. names.Entities])
            : null;
    }

    public Task<LayerFormOutcome> WriteAsync(LayerTexts unsaved, LayerForm form, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                var state = Read(unsaved);
                var names = Names(state);
                var writer = new FormWriter(state, names, warehouse.Last(state.Content.Account));
                var outcome = writer.Write(form);
                if (form is NewVerified verified && preview.WhyNot(writer.After([.. outcome.Files]), verified.Question.Trim(), Level) is { } reason)
                    outcome = outcome with { Faults = [.. outcome.Faults, new FormFault(nameof(NewVerified.Metrics), reason)] };
                return !names.SeesAll && outcome.Files.FirstOrDefault(f => HiddenLines.HasAny(f.Path, state.Content, Level)) is { } hidden
                    ? new LayerFormOutcome(
                        [],
                        outcome.Yaml,
                        [
                            new FormFault(
                                null,
                                $"{hidden.Path} holds parts that your access level does not cover: choose another file, or ask somebody who sees it."
                            ),
                        ]
                    )
                    : outcome;
            },
            cancellationToken
        );

    public Task<MetricDetail?> FindMetricAsync(LayerTexts unsaved, string metric, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                var (state, level) = (Read(unsaved), Level);
                return state.Content.Metrics.FirstOrDefault(m => m.Name == metric) is { } found && state.Content.Access.Allows(level, found.Access)
                    ? details.Of(found, state.Content, state.Reading.IsUsable ? state.Layer : null, FileOf(state, found.At), level)
                    : null;
            },
            cancellationToken
        );

    public Task<EntityDetail?> FindEntityAsync(LayerTexts unsaved, string entity, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                var (state, level) = (Read(unsaved), Level);
                return state.Content.Entities.FirstOrDefault(e => e.Name == entity) is { } found && state.Content.Access.Allows(level, found.Access)
                    ? EntityDetails.Of(found, state.Content, level)
                    : null;
            },
            cancellationToken
        );

    public Task<MetricPreview> PreviewAsync(LayerTexts unsaved, string metric, CancellationToken cancellationToken) =>
        preview.RunAsync(Read(unsaved), metric, Level, cancellationToken);

    private static LayerFileText? FileOf(LanguageState state, SourceSpan at) => state.Good.FirstOrDefault(p => p.File.Path == at.File)?.File;
}
