using Xunit;

namespace OcmPowerShell.Tests.Pester;

/// <summary>The first share of the Pester files.</summary>
public sealed class FirstPesterTests : PesterTests
{
    public static TheoryData<string> Files => Share(0);

    [Theory]
    [MemberData(nameof(Files))]
    public void Pester(string file) => Run(file);
}
