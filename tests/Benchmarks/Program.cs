using System.Globalization;
using OcmPowerShell.Benchmarks;
using OcmPowerShell.Hub.Connection;

// dotnet run -c Release --project tests/Benchmarks [-- CLUSTERS WORKS-A-CLUSTER [deliveries]]
// With the last word only what takes the cmdlets, and they are of the newest build in out/.
// Everything in one run and as ratios: the machine's speed drops out.
int clusterCount = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 500;
int worksEach = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
var figures = new Figures();
if (args.Length < 3)
{
    await MeasureHubAsync();
}

using (SandboxProcess sandbox = await SandboxProcess.StartAsync(clusterCount))
{
    using HubConnection hub = HubConnection.Open(sandbox.KubeConfig);
    await DeliveryFigures.AddAsync(figures, sandbox, hub, clusterCount);
}

using (SandboxProcess sandbox = await SandboxProcess.StartAsync(0))
{
    using HubConnection hub = HubConnection.Open(sandbox.KubeConfig);
    await DeliveryFigures.AddMemoryAsync(figures, sandbox, hub, clusterCount);
}

Console.WriteLine(figures);

async Task MeasureHubAsync()
{
    await FleetFigures.EmptyAsync(figures);
    using (SandboxProcess sandbox = await SandboxProcess.StartAsync(clusterCount))
    {
        using HubConnection hub = HubConnection.Open(sandbox.KubeConfig);
        await FleetFigures.JoinAsync(figures, sandbox, hub, clusterCount);
        await ControllerFigures.AddAsync(figures, hub, clusterCount);
        await WriteFigures.AddAsync(figures, sandbox, hub, worksEach);
        await ListFigures.AddAsync(figures, hub, clusterCount * (worksEach + 1));
        figures.Add("memory of the sandbox with all that", $"{sandbox.Bytes() / 1e6:0} MB, at most {sandbox.PeakBytes() / 1e6:0} MB");
    }

    ControllerFigures.Schedule(figures, 5000);
    using (SandboxProcess sandbox = await SandboxProcess.StartAsync(clusterCount, keepsState: true))
    {
        using HubConnection hub = HubConnection.Open(sandbox.KubeConfig);
        await WriteFigures.AddAsync(figures, sandbox, hub, 2, " with --state");
    }

    using (SandboxProcess sandbox = await SandboxProcess.StartAsync(0))
    {
        using HubConnection hub = HubConnection.Open(sandbox.KubeConfig);
        await PlacementFigures.AddAsync(figures, hub, 5000);
    }
}
