using Workbench.Benchmarks;

switch (args)
{
    case ["compile"]:
        return CompileBenchmark.Run();
    case ["ask"]:
        return await AskBenchmark.RunAsync();
    case ["card"]:
        return await CardBenchmark.RunAsync();
    case ["trace"]:
        return await TraceBenchmark.RunAsync();
    default:
        Console.Error.WriteLine("Which benchmark? Known: ask, card, compile, trace.");
        return 2;
}
