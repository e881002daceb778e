using Workbench.Shared.Router;

namespace Workbench.Server.Router.Learning;

/// <summary>A labelled message.</summary>
/// <param name="Source">Where it comes from: tests leave whole sources out.</param>
/// <param name="Kind">What sort of prompt it is, as its source says.</param>
/// <param name="LabelledBy">Who judged it: <c>router/DATA.md</c> says who is meant.</param>
internal sealed record RouterExample(string Id, string Text, string Source, string Kind, RouterTier Label, string LabelledBy)
{
    /// <summary>Only where the source says it: an opening is the first turn, a follow-up a later one.</summary>
    public MessagePlace Place =>
        Kind switch
        {
            "opening" => MessagePlace.First,
            "followup" => MessagePlace.Later,
            _ => MessagePlace.Unknown,
        };
}
