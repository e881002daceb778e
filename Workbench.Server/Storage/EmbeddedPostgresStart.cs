namespace Workbench.Server.Storage;

public enum EmbeddedPostgresStart
{
    /// <summary>There was no cluster yet.</summary>
    Created,

    /// <summary>The cluster was there and did not run.</summary>
    Started,

    /// <summary>It ran already: another process uses it, or one was killed.</summary>
    Joined,
}
