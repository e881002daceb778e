using System.Text;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Names of other formats as names of the layer: <c>snake_case</c>, none twice.</summary>
internal sealed class LayerNames
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>A name that is free, made from what the source calls it; the second of two equal ones gets a number.</summary>
    public string Take(string written)
    {
        var name = Normal(written);
        var free = name;
        for (var i = 2; !_taken.Add(free); i++)
            free = $"{name}_{i}";
        return free;
    }

    public bool IsTaken(string name) => _taken.Contains(name);

    public void Reserve(string name) => _taken.Add(name);

    /// <summary><c>Total Sales</c> and <c>totalSales</c> are <c>total_sales</c>; <c>AIRPORT</c> is <c>airport</c>.</summary>
    public static string Normal(string written)
    {
        if (TextForms.IsName(written) && written != "time")
            return written;
        var name = new StringBuilder();
        for (var i = 0; i < written.Length; i++)
        {
            var c = written[i];
            if (!char.IsAsciiLetterOrDigit(c))
            {
                if (name.Length > 0 && name[^1] != '_')
                    name.Append('_');
                continue;
            }
            if (char.IsAsciiLetterUpper(c) && i > 0 && char.IsAsciiLetterLower(written[i - 1]))
                name.Append('_');
            name.Append(char.ToLowerInvariant(c));
        }
        var text = name.ToString().Trim('_');
        return text.Length == 0 ? "unnamed"
            : char.IsAsciiDigit(text[0]) ? $"n_{text}"
            : text == "time" ? "time_of"
            : text;
    }
}
