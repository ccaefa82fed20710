using System.Globalization;
using System.Text;

namespace OcmPowerShell.Hub.Connection.Credentials.Exec;

/// <summary>Says what went wrong with a credential plugin, in words that lead somewhere. What it printed is never told.</summary>
internal static class ExecErrors
{
    private const int MostLines = 6;
    private const int LongestLine = 300;
    private const string Elsewhere = " Where programs cannot be started, as in Azure Automation, use Connect-OcmHub -Token or -TokenScript.";

    /// <summary>The program is not there.</summary>
    public static HubException NotFound(ExecConfig config)
    {
        string where = ExecCommand.IsPath(config.Command) ? "is not there or may not be run" : "is not on the PATH or may not be run";
        string hint = config.InstallHint is { } text && TerminalText.Plain(text).Trim() is { Length: > 0 } plain ? $" {plain.TrimEnd('.')}." : " Install it, or correct the kubeconfig.";
        return new HubException("CredentialPluginNotFound", $"{Plugin(config)} {where}.{hint}{Elsewhere}");
    }

    /// <summary>The operating system does not start it.</summary>
    public static HubException NotStarted(ExecConfig config, Exception cause) =>
        new("CredentialPluginFailed", $"{Plugin(config)} cannot be started ({cause.GetType().Name}): is it a program for this machine, and may this user run it?{Elsewhere}");

    /// <summary>It cannot be handed its arguments safely.</summary>
    public static HubException UnsafeArguments(ExecConfig config) =>
        new("CredentialPluginFailed", $"{Plugin(config)} is a batch file, and one of its arguments holds a quotation mark, a percent sign or a line break, which cmd.exe would take for more than text. Name a program instead.");

    /// <summary>It must ask a person, and there is none.</summary>
    public static HubException NoTerminal(ExecConfig config) =>
        new("CredentialPluginFailed", $"{Plugin(config)} must ask a person (interactiveMode: Always), and there is no terminal here. Log in from a terminal, or use a kubeconfig whose user needs nobody.");

    /// <summary>It ended with an error.</summary>
    public static HubException Failed(ExecConfig config, ExecOutput output) => new(
        "CredentialPluginFailed",
        string.Create(CultureInfo.InvariantCulture, $"{Plugin(config)} ended with exit code {output.ExitCode}.{Said(config, output)} Log in with its own tool and try again."));

    /// <summary>It did not end.</summary>
    public static HubException TimedOut(ExecConfig config, TimeSpan limit, ExecOutput output) => new(
        "CredentialPluginTimeout",
        string.Create(CultureInfo.InvariantCulture, $"{Plugin(config)} did not end within {limit.TotalSeconds:0.#} s and was ended.{Said(config, output)} Run it by hand to see what it waits for."));

    /// <summary>It answered what is no answer.</summary>
    public static HubException Invalid(ExecConfig config, string what) =>
        new("CredentialPluginInvalid", $"{Plugin(config)} {what}. Update it, and check its apiVersion and arguments in the kubeconfig.");

    private static string Plugin(ExecConfig config) => $"The credential plugin '{TerminalText.Plain(config.Command)}' of {config.Owner}";

    private static string Said(ExecConfig config, ExecOutput output)
    {
        string text = ExecRedaction.Redact(TerminalText.Plain(Encoding.UTF8.GetString(output.Errors)), output.Output, config);
        IEnumerable<string> lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .TakeLast(MostLines)
            .Select(line => line.Length > LongestLine ? line[..LongestLine] + "…" : line);
        string said = string.Join("\n  ", lines);
        return said.Length == 0 ? " It said nothing." : $" It said:\n  {said}\n";
    }
}
