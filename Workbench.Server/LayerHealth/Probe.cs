using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.LayerHealth;

/// <summary>Something of the layer that claims a fact about the data, and can be held against it.</summary>
internal abstract record Probe(Entity Entity)
{
    /// <summary>What is measured, in one word per part: a change of it makes earlier measurements those of something else.</summary>
    public string Fingerprint { get; } = "";

    protected Probe(Entity entity, params ReadOnlySpan<string?> parts)
        : this(entity)
    {
        Fingerprint = Hash(parts);
    }

    /// <summary>Null: the entity's key.</summary>
    public virtual string? JoinName => null;

    /// <summary>All that the layer claims: keys of entities, and joins.</summary>
    public static ImmutableArray<Probe> Of(SemanticLayer layer)
    {
        var probes = ImmutableArray.CreateBuilder<Probe>();
        foreach (var entity in layer.Entities)
        {
            if (!entity.Key.IsEmpty)
                probes.Add(new KeyProbe(entity));
            foreach (var join in entity.Joins)
                if (layer.FindEntity(join.To) is { } target)
                    probes.Add(new JoinProbe(entity, join, target));
        }
        return probes.ToImmutable();
    }

    private protected static string? SourceOf(Entity entity) =>
        entity.Source switch
        {
            TableSource table => table.FullName,
            SqlSource sql => sql.Sql,
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static string Hash(ReadOnlySpan<string?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(CultureInfo.InvariantCulture, $"{part?.Length ?? -1}:{part}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 12));
    }
}

/// <summary>The key of an entity is unique.</summary>
internal sealed record KeyProbe : Probe
{
    public KeyProbe(Entity entity)
        : base(entity, ["key", SourceOf(entity), entity.Where?.Text, .. entity.Key]) { }
}

/// <summary>A join finds one partner at most, and where it is not optional exactly one.</summary>
internal sealed record JoinProbe : Probe
{
    public JoinProbe(Entity entity, EntityJoin join, Entity target)
        : base(entity, ["join", join.Name, join.On.Text, SourceOf(entity), entity.Where?.Text, SourceOf(target), target.Where?.Text]) =>
        (Join, Target) = (join, target);

    public EntityJoin Join { get; }
    public Entity Target { get; }
    public override string? JoinName => Join.Name;
}
