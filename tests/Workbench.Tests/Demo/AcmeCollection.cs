namespace Workbench.Tests.Demo;

/// <summary>Test classes that read the demo company share one: it takes a quarter of a minute to make.</summary>
[CollectionDefinition(Name)]
public sealed class AcmeCollection : ICollectionFixture<AcmeFixture>
{
    public const string Name = "Acme Cloud";
}
