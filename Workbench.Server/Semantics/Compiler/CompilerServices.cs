namespace Workbench.Server.Semantics.Compiler;

public static class CompilerServices
{
    public static IServiceCollection AddCompiler(this IServiceCollection services) => services.AddSingleton<ISemanticCompiler, SemanticCompiler>();
}
