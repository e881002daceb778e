namespace Workbench.Server.Warehouses.Demo;

/// <summary>How far the demo company is written.</summary>
/// <param name="Step">What is being written, in plain words: <c>usage</c>, <c>invoices and their lines</c>.</param>
/// <param name="Fraction">Share of the expected time that is over, 0 to 1; never goes back.</param>
public sealed record DemoProgress(string Step, double Fraction);
