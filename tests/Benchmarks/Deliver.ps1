# Brings works to clusters with the packaged module, as a script of a user's would, and tells as JSON what it took.
param(
    [string] $Module,
    [string] $KubeConfig,
    # What to do, as a line of PowerShell.
    [string] $Command
)

$ErrorActionPreference = 'Stop'
Import-Module $Module
Connect-OcmHub -KubeConfig $KubeConfig

# What a first command loads and compiles is not what the fleet costs.
[void](Get-OcmCluster | Select-Object -First 1)
$work = [scriptblock]::Create($Command)
[GC]::Collect()
$process = [System.Diagnostics.Process]::GetCurrentProcess()
$idle = $process.WorkingSet64
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$count = (& $work | Measure-Object).Count
$watch.Stop()
$process.Refresh()
[pscustomobject]@{ Count = $count; Seconds = $watch.Elapsed.TotalSeconds; Idle = $idle; Peak = $process.PeakWorkingSet64 } | ConvertTo-Json -Compress
