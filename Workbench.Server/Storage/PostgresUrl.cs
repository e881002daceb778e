using System.Globalization;
using Npgsql;

namespace Workbench.Server.Storage;

/// <summary>Addresses of databases as people write them: <c>postgresql://user:password@host:port/database</c>, or Npgsql's <c>Host=…;…</c>.</summary>
public static class PostgresUrl
{
    /// <exception cref="FormatException">It is neither.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        if (!text.StartsWith("postgres://", StringComparison.Ordinal) && !text.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            try
            {
                return new NpgsqlConnectionStringBuilder(text);
            }
            catch (ArgumentException e)
            {
                throw new FormatException($"A database is given as postgresql://user:password@host:port/database or as Host=…;Database=…: {e.Message}", e);
            }
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
            throw new FormatException("The address of the database is not a URL of the form postgresql://user:password@host:port/database.");

        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host.Length > 0 ? url.Host.Trim('[', ']') : "127.0.0.1",
            Port = url.Port > 0 ? url.Port : NpgsqlConnection.DefaultPort,
        };
        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            settings.Username = Uri.UnescapeDataString(user[0]);

        if (user.Length > 1)
            settings.Password = Uri.UnescapeDataString(user[1]);

        if (url.AbsolutePath.Length > 1)
            settings.Database = Uri.UnescapeDataString(url.AbsolutePath[1..]);

        foreach (var option in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = option.Split('=', 2) is [var n, var v] ? (n, Uri.UnescapeDataString(v)) : (option, "");
            switch (name)
            {
                case "sslmode":
                    settings.SslMode = Enum.Parse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
                    break;
                case "application_name":
                    settings.ApplicationName = value;
                    break;
                case "connect_timeout":
                    settings.Timeout = int.Parse(value, CultureInfo.InvariantCulture);
                    break;
                case "options":
                    settings.Options = value;
                    break;
                case "host":
                    settings.Host = value;
                    break;
                case "port":
                    settings.Port = int.Parse(value, CultureInfo.InvariantCulture);
                    break;
                case "user":
                    settings.Username = value;
                    break;
                case "password":
                    settings.Password = value;
                    break;
                default:
                    throw new FormatException($"The option {name} in the address of the database is not known here.");
            }
        }

        return settings;
    }

    /// <returns><c>postgresql://…</c>, for libpq's programs and all others that read URLs.</returns>
    public static string Print(NpgsqlConnectionStringBuilder settings)
    {
        var user = settings.Username is { Length: > 0 } name
            ? Uri.EscapeDataString(name) + (settings.Password is { Length: > 0 } password ? ":" + Uri.EscapeDataString(password) : "") + "@"
            : "";
        var host = settings.Host!.Contains(':', StringComparison.Ordinal) ? $"[{settings.Host}]" : settings.Host;
        return $"postgresql://{user}{host}:{settings.Port}/{Uri.EscapeDataString(settings.Database ?? settings.Username ?? "postgres")}";
    }
}
