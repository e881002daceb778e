using Workbench.Benchmarks;

switch (args)
{
    case ["compile"]:
        return CompileBenchmark.Run();
    default:
        Console.Error.WriteLine("Which benchmark? Known: compile.");
        return 2;
}
