using OcmPowerShell.Sandbox;

await using SandboxHub hub = await SandboxHub.StartAsync(new SandboxOptions());
Console.WriteLine(hub.KubeconfigPath);
await Task.Delay(Timeout.Infinite);
