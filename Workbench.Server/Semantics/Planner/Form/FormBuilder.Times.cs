using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>Numbers of rows that have no time of their own go by that of what they lead to: tickets by the day of their booking.</summary>
internal sealed partial class FormBuilder
{
    private readonly Dictionary<Entity, string> _timePaths = [];

    private void FindTimes(List<Entity> homes, bool hasMeasures)
    {
        if (!hasMeasures || request.Grain is null && _range is null && request.TimePart is null && !request.IsWeekend)
        {
            if (request.Times.Count > 0 && hasMeasures)
                request.Doubt("a time that is named and that nothing goes by", 0.1);
            return;
        }
        foreach (var home in homes.Where(h => !_timePaths.ContainsKey(h)))
        {
            if (request.Times.Find(t => t.Entity == home) is { Time: { } own })
                _times[home] = own;
            else if (
                request.Times.Select(t => (t, Path: measures.PathTo(home, t.Entity))).FirstOrDefault(t => t.Path is not null) is
                { Path: { } path, t.Time: { } said }
            )
                _timePaths[home] = $"{path}{said.Name}";
            else if (request.Times.Count > 0)
                request.Doubt($"{home.LabelPlural} do not go by the time that is named", 0.3);
            else if (home.DefaultTime is null && !_times.ContainsKey(home))
                Borrow(home);
        }
    }

    /// <summary>Of what it leads to with a time: what the question speaks of, else the nearest.</summary>
    private void Borrow(Entity home)
    {
        var found = names
            .Reach.From(home.Name)
            .Where(p => p.Joins.Length > 0)
            .Select(p => names.Layer.FindEntity(p.To))
            .OfType<Entity>()
            .Distinct()
            .Where(e => e.DefaultTime is not null && e.Joins.Length > 0 && measures.PathTo(home, e) is not null)
            .Select(e => (Entity: e, Path: measures.PathTo(home, e)!, IsSpoken: IsSpoken(e)))
            .OrderByDescending(e => e.IsSpoken)
            .ThenBy(e => e.Path.Count(c => c == '.'))
            .ToList();
        if (found.Count == 0)
            return;
        var best = found[0];
        if (found.Count > 1 && found[1].IsSpoken == best.IsSpoken)
            request.Doubt(
                $"{home.LabelPlural} have no time of their own: they go by the {(best.Entity.DefaultTime!.Label ?? best.Entity.DefaultTime.Name).ToLowerInvariant()} of their {best.Entity.Label.ToLowerInvariant()}",
                best.IsSpoken || found[1].Path.Count(c => c == '.') > best.Path.Count(c => c == '.') ? 0.15 : 0.25
            );
        _timePaths[home] = $"{best.Path}{best.Entity.DefaultTime!.Name}";
    }

    private bool IsSpoken(Entity entity) =>
        request.Mentioned.Contains(entity) || request.Things.Contains(entity) || request.Subject == entity || measures.Focus.Contains(entity);

    private bool GoBy(Entity entity, EntityTime time, List<Entity> homes)
    {
        if (homes.Exists(h => measures.PathTo(h, entity) is null))
            return false;
        foreach (var home in homes)
            _timePaths[home] = $"{measures.PathTo(home, entity)}{time.Name}";
        return true;
    }
}
