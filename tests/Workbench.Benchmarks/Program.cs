using Workbench.Benchmarks;
using Workbench.Benchmarks.Fuzz;

switch (args)
{
    case ["anomalies", .. var of]:
        return AnomaliesBenchmark.Run(of);
    case ["circuits"]:
        return await CircuitsBenchmark.RunAsync();
    case ["compile"]:
        return CompileBenchmark.Run();
    case ["ask"]:
        return await AskBenchmark.RunAsync();
    case ["card"]:
        return await CardBenchmark.RunAsync();
    case ["durable"]:
        return await DurableBenchmark.RunAsync();
    case ["edit"]:
        return await EditBenchmark.RunAsync();
    case ["edit-page"]:
        return await EditPageBenchmark.RunAsync();
    case ["gateway"]:
        return await GatewayBenchmark.RunAsync();
    case ["ingest"]:
        return await IngestBenchmark.RunAsync();
    case ["router"]:
        return await RouterBenchmark.RunAsync();
    case ["scale", .. var of]:
        return await ScaleBenchmark.RunAsync(of);
    case ["trace"]:
        return await TraceBenchmark.RunAsync();
    case ["init"]:
        return await InitBenchmark.RunAsync();
    case ["plan"]:
        return PlanBenchmark.Run();
    case ["fuzz-reader" or "fuzz-parser", ..]:
        return FuzzCommand.Run(args[0], args[1..]);
    default:
        Console.Error.WriteLine(
            "Which benchmark? Known: anomalies, ask, card, circuits, compile, durable, edit, edit-page, fuzz-parser, fuzz-reader, gateway, ingest, init, plan, router, scale, trace."
        );
        return 2;
}
