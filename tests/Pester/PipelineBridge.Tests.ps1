# What every cmdlet waits with. A time-out and a Ctrl+C come at any moment.
BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $assembly = (Get-Command Get-OcmWork).ImplementingType.Assembly
    $type = $assembly.GetType('OcmPowerShell.Binding.PipelineBridge')
    $any = [System.Reflection.BindingFlags]'Instance, Public, NonPublic'
}

Describe 'The bridge between work and pipeline' {
    It 'never takes work that was cut short for work that is done' {
        $done = 0
        foreach ($i in 1..30) {
            $stop = [System.Threading.CancellationTokenSource]::new()
            $bridge = $type.GetConstructors($any)[0].Invoke(@(1, $null, $stop.Token))
            try {
                # The second ends only when it is told to stop, and begins when the pipeline waits already: so it hears of it first.
                foreach ($waited in [System.Threading.Tasks.Task]::Delay(20), [System.Threading.Tasks.Task]::Delay(-1)) {
                    $work = [Delegate]::CreateDelegate([Func[System.Threading.CancellationToken, System.Threading.Tasks.Task]], $waited, 'WaitAsync')
                    $type.GetMethod('Run', $any).Invoke($bridge, @($work))
                    Start-Sleep -Milliseconds 1
                }

                $stop.CancelAfter(40)
                try {
                    $type.GetMethod('Finish', $any).Invoke($bridge, @($null))
                    $done++
                }
                catch { $_.Exception.GetBaseException() | Should -BeOfType OperationCanceledException }
            }
            finally { $bridge.Dispose() }
        }

        $done | Should -Be 0
    }
}
