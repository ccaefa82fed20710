namespace OcmPowerShell.PluginHelper;

/// <summary>
/// The credential plugin of the tests: it does what its arguments say, one step after the other, as in
/// <c>count calls sleep 200 credential abc</c>.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        var steps = new Steps(arguments);
        while (steps.Next() is { } step)
        {
            switch (step)
            {
                case "record":
                    await File.WriteAllTextAsync(steps.Argument(), Facts.Json(arguments));
                    break;
                case "count":
                    await File.AppendAllTextAsync(steps.Argument(), "x");
                    break;
                case "credential":
                    Console.Out.Write(Credential(steps.Argument()));
                    break;
                case "nth":
                    // A file that counts the calls, what to give first, and what from then on.
                    string file = steps.Argument();
                    string[] tokens = [steps.Argument(), steps.Argument()];
                    Console.Out.Write(Credential(tokens[Math.Min((int)new FileInfo(file).Length, 2) - 1]));
                    break;
                case "out":
                    Console.Out.Write(steps.Argument());
                    break;
                case "out-file":
                    Console.Out.Write(await File.ReadAllTextAsync(steps.Argument()));
                    break;
                case "err":
                    await Console.Error.WriteLineAsync(steps.Argument());
                    break;
                case "flood-out":
                    await FloodAsync(Console.OpenStandardOutput(), steps.Number());
                    break;
                case "flood-err":
                    await FloodAsync(Console.OpenStandardError(), steps.Number());
                    break;
                case "sleep":
                    await Task.Delay(steps.Number());
                    break;
                case "wait-for":
                    await AppearsAsync(steps.Argument());
                    break;
                case "grandchild":
                    Leave(steps.Argument());
                    break;
                case "exit":
                    return steps.Number();
                default:
                    throw new ArgumentException($"There is no step '{step}'.");
            }
        }

        return 0;
    }

    private static string Credential(string token)
    {
        string asked = Environment.GetEnvironmentVariable(Facts.Variable) ?? "";
        string version = asked.Contains("v1beta1", StringComparison.Ordinal) ? "v1beta1" : "v1";
        return $$$"""{"apiVersion":"client.authentication.k8s.io/{{{version}}}","kind":"ExecCredential","status":{"token":"{{{token}}}"}}""";
    }

    private static async Task FloodAsync(Stream pipe, int bytes)
    {
        byte[] line = new byte[64 * 1024];
        Array.Fill(line, (byte)'f');
        line[^1] = (byte)'\n';
        for (int written = 0; written < bytes; written += line.Length)
        {
            await pipe.WriteAsync(line);
        }

        await pipe.FlushAsync();
    }

    private static async Task AppearsAsync(string file)
    {
        while (!File.Exists(file))
        {
            await Task.Delay(10);
        }
    }

    /// <summary>Starts a process that inherits our pipes and outlives us, and writes its id into a file.</summary>
    private static void Leave(string file)
    {
        using var child = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(Environment.ProcessPath!, ["sleep", "60000"]));
        File.WriteAllText(file + ".new", child!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        File.Move(file + ".new", file);
    }
}
