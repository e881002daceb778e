using System.ComponentModel.DataAnnotations;

namespace Workbench.Server.Models;

public sealed class ModelsOptions
{
    /// <summary>The model or tier that <c>auto</c> means. Default: for each message the tier that it needs, of those that are offered; where there is none, <c>local</c>.</summary>
    public string? Default { get; set; }

    /// <summary>Price file. Default <c>models.yml</c> beside the solution, else beside the program.</summary>
    public string? File { get; set; }

    /// <summary>OpenAI-compatible endpoints by name. <c>Models__Providers__mine__BaseAddress</c> as an environment variable.</summary>
    public IDictionary<string, ProviderOptions> Providers { get; } = new Dictionary<string, ProviderOptions>(StringComparer.OrdinalIgnoreCase);
}

public sealed class ProviderOptions
{
    /// <summary>Up to the version: <c>https://api.openai.com/v1</c>.</summary>
    [Required]
    public Uri? BaseAddress { get; set; }

    /// <summary>Sent as a bearer token; never logged, shown or stored.</summary>
    public string? Key { get; set; }

    /// <summary>Names of models as the endpoint knows them.</summary>
    public string[] Models { get; set; } = [];

    /// <summary>How long a call may take, from sending it to its last token. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);
}
