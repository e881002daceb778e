namespace Workbench.Server.Yaml;

/// <summary>A file that cannot be used as it is: <c>file:line:col: what is wrong and what to write instead</c>. Line and column count from 1.</summary>
public sealed class YamlFileException(string file, long line, long column, string problem) : Exception($"{file}:{line}:{column}: {problem}")
{
    public string File => file;
    public long Line => line;
    public long Column => column;
    public string Problem => problem;
}
