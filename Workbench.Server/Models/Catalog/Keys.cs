namespace Workbench.Server.Models.Catalog;

/// <summary>Reads keys where the settings say that they are, and says what is wrong without showing them.</summary>
internal static class Keys
{
    /// <returns>The key, or why there is none; neither where none is needed.</returns>
    public static (string? Key, string? Problem) Read(ProviderSettings provider, Func<string, string?> variable)
    {
        switch (provider.Key)
        {
            case GivenKey given:
                return (given.Key, null);
            case EnvironmentKey environment:
                return variable(environment.Variable)?.Trim() is { Length: > 0 } key
                    ? Checked(key, provider)
                    : (null, $"the environment variable {environment.Variable}, which is to hold the key of {provider.Name}, is not set.");
            case FileKey file:
                try
                {
                    return File.ReadAllText(file.Path).Trim() is { Length: > 0 } text
                        ? Checked(text, provider)
                        : (null, $"the file {file.Path}, which is to hold the key of {provider.Name}, is empty.");
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    return (null, $"the file {file.Path}, which is to hold the key of {provider.Name}, cannot be read.");
                }
            default:
                return (null, null);
        }
    }

    /// <summary>What to look at when a provider does not take the key.</summary>
    public static string Hint(ProviderSettings provider) =>
        provider.Key switch
        {
            EnvironmentKey environment => $"Check the key in {environment.Variable}, and what it may use.",
            FileKey file => $"Check the key in {file.Path}, and what it may use.",
            GivenKey => $"Check Models:Providers:{provider.Name}:Key, and what it may use.",
            _ => $"The provider {provider.Name} has no key: name its `key_env` or `key_file` in models.yml.",
        };

    /// <summary>A key travels in a header: a line end in it would be another one.</summary>
    private static (string? Key, string? Problem) Checked(string key, ProviderSettings provider) =>
        key.All(c => c is > ' ' and < (char)127)
            ? (key, null)
            : (null, $"the key of {provider.Name} holds a character that no key has (a blank or a line end, say).");
}
