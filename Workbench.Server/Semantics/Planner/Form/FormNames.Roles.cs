using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>A join that is not called like the thing it leads to: the part that the thing plays ("pickup branch", "origin").</summary>
internal sealed record FormRole(Entity Owner, string Join, Entity Target);

internal sealed partial class FormNames
{
    private static readonly string[] Beginnings = ["origin", "source", "from", "departure", "sender", "start", "pickup"];
    private static readonly string[] Ends = ["destination", "target", "to", "arrival", "receiver", "recipient", "end", "dropoff"];

    private readonly ILookup<string, FormRole> _roles;

    /// <summary>The parts that one word names.</summary>
    public IEnumerable<FormRole> Roles(string root) => _roles[root];

    /// <summary>Whether rows lead to the thing in more than one part.</summary>
    public bool PlaysParts(Entity thing) => _roles.SelectMany(r => r).Any(r => r.Target == thing);

    /// <summary>"from" and "to" where a thing is the beginning or the end of another.</summary>
    public FormRole? RoleOf(string preposition, Entity thing, IReadOnlyCollection<Entity> near)
    {
        var words =
            preposition is "from" ? Beginnings
            : preposition is "to" or "at" or "in" or "into" ? Ends
            : [];
        var found = words.SelectMany(w => _roles[FormText.Root(w)]).Where(r => r.Target == thing).Distinct().ToList();
        if (preposition is "at" or "in")
            return null;
        return found is [var only] ? only
            : found.Where(r => near.Contains(r.Owner)).ToList() is [var spoken] ? spoken
            : null;
    }

    private static ILookup<string, FormRole> Named(SemanticLayer layer)
    {
        var found = new List<(string Root, FormRole Role)>();
        foreach (var owner in layer.Entities)
        foreach (var join in owner.Joins)
        {
            if (layer.FindEntity(join.To) is not { } target)
                continue;
            var own = EntityNames(target).SelectMany(n => Roots(n)).ToHashSet(StringComparer.Ordinal);
            var words = FormText.Words(FormText.Plain(join.Name)).Where(w => w is not ("by" or "details" or "id" or "ref" or "key")).ToList();
            foreach (var root in words.Select(FormText.Root).Where(r => !own.Contains(r)).Distinct(StringComparer.Ordinal))
                found.Add((root, new FormRole(owner, join.Name, target)));
        }
        return found.ToLookup(f => f.Root, f => f.Role, StringComparer.Ordinal);
    }
}
