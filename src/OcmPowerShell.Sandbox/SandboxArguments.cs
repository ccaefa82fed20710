using System.Globalization;
using OcmPowerShell.Sandbox.ManagedClusters;

namespace OcmPowerShell.Sandbox;

/// <summary>The command line of the sandbox program, understood.</summary>
/// <param name="Help">Whether help was asked for.</param>
/// <param name="Options">What the sandbox is to be.</param>
internal sealed record SandboxArguments(bool Help, SandboxOptions Options)
{
    /// <summary>What the program tells about itself.</summary>
    public const string Usage = """
        Starts a hub of Open Cluster Management in memory, on 127.0.0.1, and runs until Ctrl+C.

        Options:
          --name NAME                Name of the hub and of its context (sandbox)
          --cluster NAME[,NAME...]   Managed clusters it begins with (one,two)
          --count N                  Or so many of them: cluster1, cluster2 ...
          --port N                   Port on 127.0.0.1; 0 for any that is free (that of --state, or any)
          --kubeconfig PATH          Where to write the kubeconfig (a private temporary directory)
          --state FILE               Keep everything in FILE, and go on with what it holds. FILE holds
                                     credentials and the contents of Secrets; only you can read it.
          --fault FAULT              Show a fault; may be given more than once
          --workload-delay SECONDS   How long simulated workloads take to become ready (1)
          --help                     This text

        With --state a kubeconfig of an earlier run goes on working, and the clusters are those that were
        there; --cluster and --count add those that are missing.

        A fault says what goes wrong, and then for which requests; without that, for all:
          status=CODE                The hub refuses; also ;reason=WORD ;message=TEXT ;retry-after=SECONDS
          reset[=before|after]       The connection is reset before, or after, the request is carried out
          half-body                  Half of the answer comes, then the connection is reset
          stall                      The headers come, and then nothing
          latency=TIME               The answer comes late, as in 200ms or 5s
          html[=CODE]                A proxy answers with a page of its own (502)
          content-type=TYPE          The right answer is announced as something else
          long-line[=BYTES]          Lines are filled up with spaces (102400)
          duplicate-events           Every event of a watch comes twice
          close-watch[=EVENTS]       A watch ends after so many events, without a word (0)
          expire-continue[=final]    A list's further pages are gone: 410, with or without a way to go on
          clock-skew=[-]TIME         The hub's clock is wrong
          certificate=expired        The server's certificate has run out; wrong-host: it is another's
        Which requests: ;path=GLOB ;method=METHOD ;verb=VERB (list, watch, create ...) ;skip=N ;count=N
          --fault 'status=429;retry-after=2;count=3;path=/apis/work*;method=POST'

        While it runs, an admin can look at and change it under /sandbox/v1/:
          GET, DELETE requests       What it was asked; ?method= path= user= status= mutating= open= since= limit=
          GET, POST, DELETE faults   A fault a line
          GET clusters[/NAME]        PATCH clusters/NAME {"offline":true,"failing":true,"delay":"5s"}
          POST compact               Forget history: older watches and unfinished lists are 410

        """;

    private const int MostClusters = 100_000;

    /// <summary>Understands a command line.</summary>
    /// <exception cref="ArgumentException">It makes no sense; the message says where.</exception>
    public static SandboxArguments Parse(IReadOnlyList<string> arguments)
    {
        SandboxOptions options = new();
        List<string> seen = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            string[] parts = arguments[i].Split('=', 2);
            string option = parts[0];
            if (option is "--help" or "-h")
            {
                return new SandboxArguments(true, options);
            }

            options = Understand(options, option, () => parts.Length > 1 ? parts[1] : Next(arguments, ref i, option));
            if (seen.Contains(option) && option != "--fault")
            {
                throw new ArgumentException($"{option} is given twice.");
            }

            seen.Add(option);
        }

        if (seen.Contains("--cluster") && seen.Contains("--count"))
        {
            throw new ArgumentException("--cluster and --count exclude each other.");
        }

        options.Validate();
        return new SandboxArguments(false, options);
    }

    private static SandboxOptions Understand(SandboxOptions options, string option, Func<string> value) => option switch
    {
        "--name" => options with { Name = value() },
        "--cluster" => options with { Clusters = value().Split(',', StringSplitOptions.TrimEntries) },
        "--count" => options with { Clusters = [.. FleetSeed.Names(Integer(option, value(), MostClusters))] },
        "--port" => options with { Port = Integer(option, value(), ushort.MaxValue) },
        "--kubeconfig" => options with { KubeconfigPath = value() },
        "--state" => options with { StatePath = value() },
        "--fault" => options with { Faults = [.. options.Faults, value()] },
        "--workload-delay" => options with { WorkloadDelay = Seconds(option, value()) },
        _ => throw new ArgumentException($"'{option}' is no option of this program."),
    };

    private static string Next(IReadOnlyList<string> arguments, ref int index, string option) =>
        ++index < arguments.Count ? arguments[index] : throw new ArgumentException($"{option} needs a value.");

    private static int Integer(string option, string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most
            ? number
            : throw new ArgumentException($"{option} takes a number from 0 to {most}, not '{text}'.");

    private static TimeSpan Seconds(string option, string text)
    {
        const double Most = 24 * 60 * 60;
        bool isNumber = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds);
        return isNumber && seconds <= Most
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentException($"{option} takes seconds, as in 2 or 0.5, up to a day, not '{text}'.");
    }
}
