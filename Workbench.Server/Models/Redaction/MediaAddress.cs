namespace Workbench.Server.Models.Redaction;

/// <summary>Where an image or a file lies. Masked it would lead nowhere, so one that holds a value which may not leave is not sent at all.</summary>
internal static class MediaAddress
{
    /// <summary>A tenth of all long numbers pass a card's check, and addresses of images are full of long numbers.</summary>
    private const SensitiveKinds Looked = SensitiveKinds.All & ~SensitiveKinds.Card;

    /// <returns>In words that follow on who would get it; null: it may leave.</returns>
    public static string? WhyNot(string address, SensitiveKinds kinds)
    {
        var readable = Uri.UnescapeDataString(address);
        foreach (var text in readable == address ? (string[])[address] : [address, readable])
        foreach (var found in SensitivePatterns.Find(text, kinds & Looked))
            return $"is not sent it: the address of an image or a file holds what may not leave ({RedactionPolicy.NameOf(found.Kind)}), and masked it would lead nowhere. "
                + "Send the file itself (data:…), or an address without it";
        return null;
    }
}
