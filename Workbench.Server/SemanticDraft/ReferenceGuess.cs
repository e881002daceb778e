namespace Workbench.Server.SemanticDraft;

/// <summary>A column that may refer to an entity's key, and what the data say to it.</summary>
internal sealed class ReferenceGuess(string from, SurveyedColumn column, EntityDraft to, SurveyedColumn key, ReferenceFit fit)
{
    /// <summary>Few different values meet the first numbers of any key by chance.</summary>
    private const int FewValues = 3;

    public string From { get; } = from;
    public SurveyedColumn Column { get; } = column;
    public EntityDraft To { get; } = to;
    public SurveyedColumn Key { get; } = key;
    public ReferenceFit Fit { get; } = fit;

    /// <summary>Different values that were looked for.</summary>
    public int Looked { get; set; }

    /// <summary>Share of them that the other side has; null when there are none.</summary>
    public double? Share { get; set; }

    /// <summary>Both tables are of one schema.</summary>
    public bool IsNear { get; init; }

    public bool IsAccepted =>
        Share is not { } share
            ? Fit >= ReferenceFit.Suffix
            : Fit switch
            {
                ReferenceFit.Exact => share >= 0.5,
                ReferenceFit.Suffix => share >= 0.8,
                ReferenceFit.Part => share >= 0.95,
                ReferenceFit.Person => share >= 0.99,
                ReferenceFit.Values => share >= 0.99 && Looked > FewValues,
                _ => false,
            };
}
