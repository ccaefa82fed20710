using Xunit;

namespace OcmPowerShell.Tests.Pester;

/// <summary>
/// Every Pester file as one case: with PowerShell and Pester here they run, and a failure in one fails it. Each class has
/// its share of the files, so that they run side by side.
/// </summary>
public abstract class PesterTests
{
    /// <summary>Every second file, the largest first.</summary>
    /// <param name="first">0 or 1.</param>
    protected static TheoryData<string> Share(int first) => new(PesterFiles.Names
        .OrderByDescending(PesterFiles.Count)
        .ThenBy(name => name, StringComparer.Ordinal)
        .Where((_, place) => place % 2 == first));

    /// <summary>Runs a file.</summary>
    protected static void Run(string file)
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
