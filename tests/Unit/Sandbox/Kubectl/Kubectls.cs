using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Kubectl;

/// <summary>The kubectls to test with: the one on the PATH, and those that <c>OCM_KUBECTLS</c> names.</summary>
internal static class Kubectls
{
    private const string Variable = "OCM_KUBECTLS";
    private const string OnPath = "kubectl";

    /// <summary>One row for each; where the variable names none, a row that is skipped says so.</summary>
    public static TheoryData<string> All
    {
        get
        {
            string[] named = (Environment.GetEnvironmentVariable(Variable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
            return new TheoryData<string>([OnPath, .. named.Length > 0 ? named : [Variable]]);
        }
    }

    /// <summary>The executable of a row; null where there is none.</summary>
    public static string? Find(string kubectl) => kubectl switch
    {
        Variable => null,
        OnPath => (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "kubectl.exe" : OnPath))
            .FirstOrDefault(File.Exists),
        _ => File.Exists(kubectl) ? kubectl : null,
    };

    /// <summary>Why a row has none.</summary>
    public static string ReasonToSkip(string kubectl) => kubectl switch
    {
        Variable => $"{Variable} names no further kubectl",
        OnPath => "there is no kubectl on the PATH",
        _ => $"{kubectl}, which {Variable} names, is not there",
    };
}
