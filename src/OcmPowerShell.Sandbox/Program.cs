using System.Runtime.InteropServices;
using OcmPowerShell.Sandbox;

// Controllers and agents may keep as many threads busy as there are processors; requests find others.
ThreadPool.GetMinThreads(out _, out int completionThreads);
ThreadPool.SetMinThreads(2 * Environment.ProcessorCount, completionThreads);

using CancellationTokenSource stop = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await SandboxProgram.RunAsync(args, Console.Out, Console.Error, stop.Token).ConfigureAwait(false);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
