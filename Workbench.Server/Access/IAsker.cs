namespace Workbench.Server.Access;

/// <summary>Who asks. Without sign-in it is the person at this machine.</summary>
public interface IAsker
{
    Asker Current { get; }
}

/// <param name="Level">Access level, a name of the layer's <c>5-operations/access.yml</c>.</param>
public sealed record Asker(string User, string Level);
