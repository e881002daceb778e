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

    /// <summary>
    /// The password as PostgreSQL keeps it (SCRAM-SHA-256, RFC 5803): a statement that sets it may end up in a server's log, and this cannot be
    /// logged in with.
    /// </summary>
    public string Verifier(string role)
    {
        const int iterations = 4096;
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Password(role), salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return FormattableString.Invariant(
            $"SCRAM-SHA-256${iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}"
        );
    }

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
