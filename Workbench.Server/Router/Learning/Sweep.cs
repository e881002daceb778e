namespace Workbench.Server.Router.Learning;

/// <summary>Variants of the settings, one thing changed at a time, with the same folds: which part helps on sources not learned from.</summary>
internal static class Sweep
{
    public static IReadOnlyList<(string Name, TrainingSettings Settings)> Variants(TrainingSettings chosen)
    {
        // One network each: an ensemble would blur what is compared, and take its members' time.
        var one = chosen with
        {
            Members = 1,
        };
        return
        [
            ("as chosen, one network", one),
            ("embedding alone", one with { UsesFeatures = false }),
            ("features alone", one with { UsesEmbedding = false }),
            ("with 1,024 slots of hashed words", one with { Slots = 1024 }),
            ("without the place in the conversation", one with { LearnsPlace = false }),
            ("hidden 24, 16", one with { Hidden = [24, 16] }),
            ("hidden 64, 32", one with { Hidden = [64, 32] }),
            ("no dropout", one with { InputDropout = 0, HiddenDropout = 0, PartDropout = 0 }),
            ("no label smoothing", one with { LabelSmoothing = 0 }),
            ("no class weights", one with { ClassBalance = 0 }),
            ("full class weights", one with { ClassBalance = 1 }),
            ("sources weigh the same", one with { SourceBalance = 1 }),
        ];
    }
}
