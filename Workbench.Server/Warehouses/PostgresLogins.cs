using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Workbench.Server.Storage;

namespace Workbench.Server.Warehouses;

/// <summary>
/// The login of each access level at a PostgreSQL server. Its password is derived from the owner's, so that several processes agree on it
/// without keeping it anywhere; where the owner has none (a server that trusts its clients), from a key in the data directory.
/// </summary>
internal sealed class PostgresLogins(NpgsqlConnectionStringBuilder owner, DataDirectory directory)
{
    public NpgsqlConnectionStringBuilder Connection(string role) =>
        new(owner.ConnectionString)
        {
            Username = role,
            Password = Password(role),
            MaxPoolSize = 20,
            // Long enough for a server that starts, short enough for a person who waits.
            Timeout = 5,
            CancellationTimeout = 1000,
            MaxAutoPrepare = 0,
        };

    public string Password(string role) => Convert.ToHexStringLower(HMACSHA256.HashData(Key(), Encoding.UTF8.GetBytes($"workbench login {role}")));

    private byte[] Key()
    {
        if (owner.Password is { Length: > 0 } password)
            return Encoding.UTF8.GetBytes(password);

        var file = directory.File("warehouse.key");
        if (!File.Exists(file))
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

            using var created = new FileStream(file, options);
            if (created.Length == 0)
                created.Write(RandomNumberGenerator.GetBytes(32));
        }

        return File.ReadAllBytes(file);
    }
}
