using System.Diagnostics;
using System.Text;

namespace OcmPowerShell.Hub.Connection.Credentials.Exec;

/// <summary>Finds a credential plugin's program and says how to start it. Never the current directory, and no shell but the one that a batch file needs.</summary>
internal static class ExecCommand
{
    // Of what PATHEXT may name, these can be started without a shell or, the last two, safely with one.
    private static readonly string[] Startable = [".com", ".exe", ".cmd", ".bat"];

    /// <summary>Whether a command is a path, not a name to look for on the PATH.</summary>
    public static bool IsPath(string command) => command.AsSpan().IndexOfAny('/', OperatingSystem.IsWindows() ? '\\' : '/') >= 0;

    /// <summary>Finds the program on this machine.</summary>
    /// <exception cref="HubException"><c>CredentialPluginNotFound</c>.</exception>
    public static string Find(ExecConfig config) =>
        Find(config.Command, config.Directory, OperatingSystem.IsWindows(), Environment.GetEnvironmentVariable, CanBeRun) ?? throw ExecErrors.NotFound(config);

    /// <summary>Finds a program: a path from the kubeconfig's directory, a name on the PATH.</summary>
    /// <param name="command">The program, as the kubeconfig names it.</param>
    /// <param name="directory">The kubeconfig's directory.</param>
    /// <param name="windows">Whether by the rules of Windows, which leaves endings out.</param>
    /// <param name="variable">The environment.</param>
    /// <param name="canBeRun">Whether there is a program at a path.</param>
    /// <returns>An absolute path; null where there is none.</returns>
    public static string? Find(string command, string directory, bool windows, Func<string, string?> variable, Func<string, bool> canBeRun)
    {
        char[] separators = windows ? ['\\', '/'] : ['/'];
        IEnumerable<string> places = command.IndexOfAny(separators) >= 0
            ? [IsRooted(command, windows) ? command : Join(directory, command, windows)]
            : (variable("PATH") ?? "").Split(windows ? ';' : ':')
                .Select(folder => windows ? folder.Trim('"', ' ') : folder)
                .Where(folder => IsRooted(folder, windows))
                .Select(folder => Join(folder, command, windows));
        return places.SelectMany(place => windows ? WithEndings(place, variable("PATHEXT")) : [place]).FirstOrDefault(canBeRun);
    }

    /// <summary>How to start a program with arguments, so that each arrives as it is.</summary>
    /// <param name="path">What <see cref="Find(ExecConfig)"/> found.</param>
    /// <param name="config">The plugin.</param>
    /// <exception cref="HubException"><c>CredentialPluginFailed</c>: it is a batch file, and an argument could do more than be one.</exception>
    public static ProcessStartInfo StartInfo(string path, ExecConfig config) => OperatingSystem.IsWindows() && IsBatch(path)
        ? new ProcessStartInfo(Path.Combine(Environment.SystemDirectory, "cmd.exe"), BatchLine(path, config.Arguments) ?? throw ExecErrors.UnsafeArguments(config))
        : new ProcessStartInfo(path, config.Arguments);

    /// <summary>
    /// The arguments for cmd.exe that run a batch file; null where an argument holds what cmd.exe reads as more than text
    /// even in quotation marks. All are put in quotation marks: outside of them, "&amp;" starts another program.
    /// </summary>
    public static string? BatchLine(string path, IReadOnlyList<string> arguments)
    {
        var line = new StringBuilder("/d /e:on /v:off /s /c \"");
        string separator = "";
        foreach (string part in arguments.Prepend(path))
        {
            if (part.Any(character => character is '"' or '%' || char.IsControl(character)))
            {
                return null;
            }

            // A backslash before the closing mark would make it part of the text, for the program behind the batch file.
            int backslashes = part.Length - part.TrimEnd('\\').Length;
            line.Append(separator).Append('"').Append(part).Append('\\', backslashes).Append('"');
            separator = " ";
        }

        return line.Append('"').ToString();
    }

    private static bool IsBatch(string path) =>
        path.EndsWith(".cmd", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".bat", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> WithEndings(string place, string? endings)
    {
        IEnumerable<string> known = string.IsNullOrWhiteSpace(endings)
            ? Startable
            : endings.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(ending => Startable.Contains(ending, StringComparer.OrdinalIgnoreCase));
        return Startable.Any(ending => place.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            ? known.Select(ending => place + ending).Prepend(place)
            : known.Select(ending => place + ending);
    }

    private static bool IsRooted(string path, bool windows) => windows
        ? path.StartsWith(@"\\", StringComparison.Ordinal) || (path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is '\\' or '/')
        : path.StartsWith('/');

    private static string Join(string folder, string name, bool windows) => windows
        ? folder.TrimEnd('\\', '/') + '\\' + name
        : folder.TrimEnd('/') + '/' + name;

    private static bool CanBeRun(string path)
    {
        try
        {
            const UnixFileMode Runnable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Runnable) != 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
