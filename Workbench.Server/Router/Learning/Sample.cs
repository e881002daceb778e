using Workbench.Server.Router.Network;

namespace Workbench.Server.Router.Learning;

/// <summary>A labelled message as the network sees it.</summary>
internal sealed record Sample(RouterExample Example, MessageVector Vector)
{
    public int Class => (int)Example.Label;
}
