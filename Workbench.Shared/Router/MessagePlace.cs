namespace Workbench.Shared.Router;

/// <summary>Where in its conversation a message stands.</summary>
public enum MessagePlace
{
    Unknown = 0,

    /// <summary>Nothing came before it, so there is no tier that it could inherit.</summary>
    First = 1,

    Later = 2,
}
