using System.Collections.Immutable;
using System.Text;
using Workbench.Server.Tools;
using Workbench.Server.Yaml;

namespace Workbench.Server.Agents;

/// <summary>The agents of the folder as they are on disk now. A file that broke keeps its last good version in use.</summary>
internal sealed partial class FolderAgents(string folder, AgentTools tools, IAgentVersionStore versions, ILogger<FolderAgents> log) : IAgents
{
    private readonly Lock _reading = new();
    private readonly Dictionary<string, (DateTime WrittenAt, long Length, AgentDefinition? Agent)> _files = new(StringComparer.Ordinal);

    public ImmutableArray<AgentDefinition> Current
    {
        get
        {
            lock (_reading)
                return Read();
        }
    }

    public AgentDefinition? Find(string name) => Current.FirstOrDefault(a => string.Equals(a.Name, name, StringComparison.Ordinal));

    public async ValueTask<AgentDefinition?> FindVersionAsync(string name, string version, CancellationToken cancellationToken)
    {
        if (Find(name) is { } current && string.Equals(current.Version, version, StringComparison.Ordinal))
            return current;
        return await versions.FindSourceAsync(name, version, cancellationToken) is { } source
            ? AgentFile.Read(source, $"{name}@{version}", [.. tools.Names])
            : null;
    }

    private ImmutableArray<AgentDefinition> Read()
    {
        if (!Directory.Exists(folder))
            return [];
        var found = ImmutableArray.CreateBuilder<AgentDefinition>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.yml").Order(StringComparer.Ordinal))
        {
            var file = new FileInfo(path);
            var known = _files.GetValueOrDefault(path);
            if (known.WrittenAt != file.LastWriteTimeUtc || known.Length != file.Length)
                _files[path] = known = (file.LastWriteTimeUtc, file.Length, ReadFile(path) ?? known.Agent);
            if (known.Agent is { } agent && found.All(a => a.Name != agent.Name))
                found.Add(agent);
        }
        return found.ToImmutable();
    }

    private AgentDefinition? ReadFile(string path)
    {
        try
        {
            return AgentFile.Read(File.ReadAllText(path, Encoding.UTF8), Path.GetFileName(path), [.. tools.Names]);
        }
        catch (YamlFileException e)
        {
            Broken(e.Message);
        }
        catch (IOException e)
        {
            Broken(e.Message);
        }
        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem} The last good version of this agent stays in use.")]
    private partial void Broken(string problem);
}
