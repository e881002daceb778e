namespace Workbench.Server.Router.Features;

/// <summary>What a word may hint at. A word may be of several groups; <see cref="WordGroups"/> lists them.</summary>
internal enum WordGroup
{
    Back,
    Opener,
    Assent,
    Question,
    FirstPerson,
    SecondPerson,
    Polite,
    Function,
    Write,
    Build,
    Explain,
    Convert,
    Hard,
    Expert,
    Constraint,
    Arithmetic,
    Aggregate,
    Code,
    Condition,
    Plan,
    Role,
    NumberWord,
    Act,
    Text,
}
