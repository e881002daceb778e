using System.Globalization;
using System.Text;

namespace Workbench.Server.Storage;

/// <summary>The <c>postgresql.conf</c> of the embedded server, written whole at each start so that it follows the program.</summary>
internal static class PostgresSettings
{
    private const string FileName = "postgresql.conf";
    private const string PortKey = "port = ";

    public static int? ReadPort(string cluster)
    {
        var file = Path.Combine(cluster, FileName);
        return
            File.Exists(file)
            && File.ReadLines(file).FirstOrDefault(l => l.StartsWith(PortKey, StringComparison.Ordinal)) is { } line
            && int.TryParse(line.AsSpan(PortKey.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : null;
    }

    public static void Write(string cluster, int port, bool isDurable)
    {
        var text = new StringBuilder()
            .Append(
                """
                # Written by Workbench at each start; changes here are lost.
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                max_connections = 200
                password_encryption = 'scram-sha-256'
                # The passwords are 24 random bytes: more rounds would only make each new connection slower.
                scram_iterations = 256
                shared_buffers = 256MB
                work_mem = 32MB
                maintenance_work_mem = 256MB
                # There are no replicas, so bulk loads into new tables need no journal of their own. Commits stay durable.
                wal_level = minimal
                max_wal_senders = 0
                max_wal_size = 4GB
                min_wal_size = 256MB
                checkpoint_timeout = 15min
                # Questions take milliseconds; compiling their plans would take longer.
                jit = off
                random_page_cost = 1.1
                timezone = 'UTC'
                log_timezone = 'UTC'
                datestyle = 'iso, ymd'
                lc_messages = 'C'
                log_line_prefix = '%m [%p] %q%a %u@%d '
                """
            )
            .Append('\n')
            .Append(CultureInfo.InvariantCulture, $"{PortKey}{port}\n");
        if (!isDurable)
            text.Append("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n");

        File.WriteAllText(Path.Combine(cluster, FileName), text.ToString());
    }
}
