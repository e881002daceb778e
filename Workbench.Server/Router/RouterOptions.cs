using System.ComponentModel.DataAnnotations;
using Workbench.Shared.Router;

namespace Workbench.Server.Router;

public sealed class RouterOptions
{
    /// <summary>File of weights. Default <c>router/router-v1.bin</c> beside the solution, else beside the program.</summary>
    public string? Weights { get; set; }

    /// <summary>0: the likeliest tier; above it dearer ones are preferred, below it cheaper ones (<see cref="TierChoice"/>). No training needs to follow.</summary>
    [Range(-10, 10)]
    public double Bias { get; set; }
}
