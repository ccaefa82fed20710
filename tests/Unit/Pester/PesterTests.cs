using Xunit;

namespace OcmPowerShell.Tests.Pester;

/// <summary>Every Pester file as one case: with PowerShell and Pester here they run, and a failure in one fails it.</summary>
public sealed class PesterTests
{
    public static TheoryData<string> Files => new(PesterFiles.Names);

    [Theory]
    [MemberData(nameof(Files))]
    public void Pester(string file)
    {
        if (PesterFiles.ReasonToSkip is { } reason)
        {
            Assert.Skip($"{PesterFiles.Count(file)} Pester tests of {file} were not run: {reason}");
        }

        (PesterCounts counts, string output) = PesterFiles.Run(file, TestContext.Current.CancellationToken);
        TestContext.Current.SendDiagnosticMessage($"{file}: {counts.Passed} passed, {counts.Failed} failed, {counts.Skipped} skipped");
        Assert.True(counts.Failed == 0, output);
        Assert.True(counts.Passed + counts.Skipped > 0, $"{file} ran no test:\n{output}");
    }
}
