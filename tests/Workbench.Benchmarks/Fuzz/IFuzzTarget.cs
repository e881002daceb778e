namespace Workbench.Benchmarks.Fuzz;

/// <summary>Something that reads what people write, with laws that hold for every input.</summary>
internal interface IFuzzTarget
{
    string Name { get; }

    FuzzInput Make(FuzzDice dice);

    /// <returns>Which law is broken; null when all hold. What is thrown is a broken law too.</returns>
    string? Check(FuzzInput input);
}

/// <param name="Path">Of the file that it is given as.</param>
internal sealed record FuzzInput(string Path, string Text);
