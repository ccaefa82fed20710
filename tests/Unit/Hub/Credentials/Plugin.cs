using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection.Credentials.Exec;
using OcmPowerShell.Tests.Manifests;

namespace OcmPowerShell.Tests.Hub.Credentials;

/// <summary>The tests' credential plugin, a real program, and the folder in which it leaves its traces.</summary>
internal sealed class Plugin : IDisposable
{
    private readonly ScratchFolder _folder = new();

    /// <summary>The program.</summary>
    public static string Program => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "plugin-helper.exe" : "plugin-helper");

    /// <summary>Nobody to ask.</summary>
    public static ExecTerminal NoTerminal { get; } = new() { IsThere = () => false, OpenError = () => throw new InvalidOperationException("There is no terminal.") };

    /// <summary>Lets a file be run, where files need leave for it.</summary>
    public static void MakeRunnable(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    public string Root => _folder.Root;

    /// <summary>A file in the folder; it need not be there.</summary>
    public string File(string name) => Path.Combine(_folder.Root, name);

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>How often a step <c>count</c> with this file was run.</summary>
    public int Calls(string name = "calls") => System.IO.File.Exists(File(name)) ? (int)new FileInfo(File(name)).Length : 0;

    /// <summary>What a step <c>record</c> with this file saw.</summary>
    public JsonObject Recorded(string name = "facts") => JsonNode.Parse(System.IO.File.ReadAllText(File(name)))!.AsObject();

    /// <summary>The process whose id a step left in a file.</summary>
    public Process? Process(string name)
    {
        try
        {
            return System.Diagnostics.Process.GetProcessById(int.Parse(System.IO.File.ReadAllText(File(name)), CultureInfo.InvariantCulture));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The plugin, doing these steps.</summary>
    public ExecConfig Config(params string[] steps) => Config(ExecInteractiveMode.Never, steps);

    /// <inheritdoc cref="Config(string[])"/>
    public ExecConfig Config(ExecInteractiveMode mode, params string[] steps) => new()
    {
        ApiVersion = "client.authentication.k8s.io/v1",
        Command = Program,
        Arguments = steps,
        InteractiveMode = mode,
        Directory = Root,
        Owner = "the user 'admin' in config",
    };

    /// <summary>Credentials from the plugin, doing these steps.</summary>
    public ExecCredentials Credentials(params string[] steps) => new(Config(steps), terminal: NoTerminal);

    public void Dispose() => _folder.Dispose();
}
