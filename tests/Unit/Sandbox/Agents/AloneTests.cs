using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

/// <summary>Tests that measure the whole process: nothing else may run in it meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneTests
{
    public const string Name = "alone in the process";
}
