using Xunit;

namespace OcmPowerShell.Tests.Hub.Kubeconfig;

/// <summary>Tests that set environment variables, which all tests share: nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentTests
{
    public const string Name = "Environment variables";
}
