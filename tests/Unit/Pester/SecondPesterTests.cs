using Xunit;

namespace OcmPowerShell.Tests.Pester;

/// <summary>The second share of the Pester files.</summary>
public sealed class SecondPesterTests : PesterTests
{
    public static TheoryData<string> Files => Share(1);

    [Theory]
    [MemberData(nameof(Files))]
    public void Pester(string file) => Run(file);
}
