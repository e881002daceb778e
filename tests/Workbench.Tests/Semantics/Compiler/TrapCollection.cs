namespace Workbench.Tests.Semantics.Compiler;

[CollectionDefinition(Name)]
public sealed class TrapCollection : ICollectionFixture<TrapWarehouse>
{
    public const string Name = "Trap schema";
}
