using System.Collections.Immutable;

namespace Workbench.Server.Models;

/// <summary>All providers, and which of them runs a model. The one place where routing to a tier and fail-over to another provider belong.</summary>
public sealed class ModelProviders
{
    public const string Auto = "auto";

    private readonly string _default;
    private readonly ImmutableArray<ModelProvider> _providers;

    /// <exception cref="InvalidOperationException">The default model is offered by none, or a model by two.</exception>
    public ModelProviders(IEnumerable<ModelProvider> providers, string defaultModel)
    {
        _providers = [.. providers];
        _default = defaultModel;
        var twice = _providers.SelectMany(p => p.Models).GroupBy(m => m.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw new InvalidOperationException($"The model {twice.Key} is offered by two providers. Name it once under Models:Providers.");
        if (Find(defaultModel) is null)
            throw new InvalidOperationException(
                $"Models:Default is {defaultModel}, which no provider offers. There are: {string.Join(", ", _providers.SelectMany(p => p.Models).Select(m => m.Name))}."
            );
        Choices =
        [
            new ModelChoice(Auto, "Auto", $"Uses {Find(_default)!.Value.Model.Label}", IsDefault: true),
            .. _providers.SelectMany(p => p.Models).Select(m => new ModelChoice(m.Name, m.Label, m.Note, IsDefault: false)),
        ];
    }

    public ImmutableArray<ModelChoice> Choices { get; }

    /// <returns>Null when no provider offers it.</returns>
    public (ModelProvider Provider, OfferedModel Model)? Find(string model)
    {
        var name = string.Equals(model, Auto, StringComparison.Ordinal) ? _default : model;
        foreach (var provider in _providers)
        foreach (var offered in provider.Models)
            if (string.Equals(offered.Name, name, StringComparison.Ordinal))
                return (provider, offered);
        return null;
    }
}
