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
    case ["init"]:
        return await InitBenchmark.RunAsync();
    case ["plan"]:
        return PlanBenchmark.Run();
    default:
        Console.Error.WriteLine("Which benchmark? Known: ask, card, compile, init, plan, trace.");
        return 2;
}
