namespace Workbench.Shared.Router;

/// <summary>Places by the names that files and the store have for them.</summary>
public static class MessagePlaces
{
    public static string Name(MessagePlace place) => place.ToString().ToLowerInvariant();

    /// <summary>What is no name of a place is <see cref="MessagePlace.Unknown"/>.</summary>
    public static MessagePlace Parse(string name) =>
        name switch
        {
            "first" => MessagePlace.First,
            "later" => MessagePlace.Later,
            _ => MessagePlace.Unknown,
        };
}
