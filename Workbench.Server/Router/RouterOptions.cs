namespace Workbench.Server.Router;

public sealed class RouterOptions
{
    /// <summary>File of weights. Default <c>router/router-v1.bin</c> beside the solution, else beside the program.</summary>
    public string? Weights { get; set; }
}
