using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Sandbox.ManagedClusters;

namespace OcmPowerShell.Commands;

/// <summary>Starts a hub with simulated clusters in this process, to try things on.</summary>
[Cmdlet(VerbsLifecycle.Start, "OcmSandbox", DefaultParameterSetName = "Cluster", SupportsShouldProcess = true)]
[OutputType(typeof(SandboxInfo))]
public sealed class StartOcmSandboxCommand : OcmCmdlet
{
    /// <summary>The sandbox's name, and its context's.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "sandbox";

    /// <summary>Names of its clusters; one and two when not given. With a state: of clusters to add where they are missing.</summary>
    [Parameter(ParameterSetName = "Cluster")]
    [ValidateNotNullOrEmpty]
    public string[]? Cluster { get; set; }

    /// <summary>How many clusters, named cluster1, cluster2 ….</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Count")]
    [ValidateRange(1, 10_000)]
    public int Count { get; set; }

    /// <summary>The port on 127.0.0.1; 0 for any that is free. The state's when not given, or any that is free.</summary>
    [Parameter]
    [ValidateRange(0, 65_535)]
    public int? Port { get; set; }

    /// <summary>Where to write its kubeconfig; a private temporary file when not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KubeConfig { get; set; }

    /// <summary>The file that keeps all it holds, and to go on with what it holds. It holds credentials.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? State { get; set; }

    /// <summary>What is to go wrong, and for which requests, as in <c>status=429;retry-after=2;count=3;path=/apis/work*</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Fault { get; set; } = [];

    /// <summary>Seconds that simulated workloads take to become ready.</summary>
    [Parameter]
    [ValidateRange(0d, 86_400d)]
    public double WorkloadDelay { get; set; } = 1;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (SandboxRegistry.Contains(Name))
        {
            Fail(Exists(), Name);
        }

        if (!ShouldProcess($"sandbox '{Name}'", "Start"))
        {
            return;
        }

        try
        {
            SandboxHub sandbox = Await(token => SandboxHub.StartAsync(Options(), token));
            if (!SandboxRegistry.TryAdd(sandbox))
            {
                sandbox.Dispose();
                Fail(Exists(), Name);
            }

            // What the user connected to on purpose is never replaced.
            if (RunspaceHubs.Current.Connected is not { Closed: false })
            {
                RunspaceHubs.Current.Connect(RunspaceHubs.Current.Open(sandbox.KubeconfigPath, sandbox.ContextName));
            }
            else
            {
                WriteWarning($"This runspace stays connected to the hub {RunspaceHubs.Current.Connected}. For the sandbox use -KubeConfig '{sandbox.KubeconfigPath}', or Connect-OcmHub -KubeConfig.");
            }

            WriteObject(SandboxInfo.Of(sandbox));
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
        {
            Fail(new HubException("SandboxNotStarted", $"The sandbox '{Name}' was not started: {exception.Message}", exception), Name);
        }
    }

    private SandboxOptions Options() => new()
    {
        Name = Name,
        Clusters = ParameterSetName == "Count"
            ? FleetSeed.Names(Count).ToArray()
            : Cluster,
        Port = Port,
        KubeconfigPath = FilePath(KubeConfig),
        StatePath = FilePath(State),
        Faults = Fault,
        WorkloadDelay = TimeSpan.FromSeconds(WorkloadDelay),
    };

    private HubException Exists() => new("SandboxExists", $"A sandbox '{Name}' runs in this process already. Use it (Get-OcmSandbox), stop it (Stop-OcmSandbox {Name}), or choose another -Name.");
}
