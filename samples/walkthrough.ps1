#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Delivers nginx to two clusters of the embedded hub, sees what became of it, and takes it away again.
.DESCRIPTION
    Run it after a build: pwsh -NoProfile -File samples/walkthrough.ps1
    It ends with an error, and a non-zero exit code, when something is not as it should be.
#>
[CmdletBinding()]
param(
    # The module to try: its folder or manifest.
    [string] $Module = (Join-Path $PSScriptRoot '..' 'out' 'OcmPowerShell')
)

$ErrorActionPreference = 'Stop'
Import-Module $Module
$nginx = Join-Path $PSScriptRoot 'nginx.yml'

function Assert([bool] $Holds, [string] $Claim) {
    if (-not $Holds) { throw "Not so: $Claim" }
    "  [ok] $Claim"
}

try {
    '1. Start a hub with two simulated clusters'
    Start-OcmSandbox | Format-Table
    Get-OcmCluster | Format-Table

    '2. Deliver nginx.yml to both, and wait until it runs'
    $works = Get-OcmCluster | New-OcmWork nginx1 -Path $nginx -Wait -TimeoutSec 60
    $works | Format-Table
    Assert ($works.Count -eq 2) 'both clusters have the work'
    Assert (-not ($works | Where-Object Ready -ne $true)) 'both are ready'

    '3. See each manifest'
    $rows = Get-OcmWork -Cluster one | Get-OcmWorkManifest
    $rows | Format-Table
    Assert ($rows[0].Feedback.ReadyReplicas -eq 2) 'two replicas are ready'

    '4. What exists is not overwritten'
    New-OcmWork nginx1 -Path $nginx -Cluster one -ErrorAction SilentlyContinue -ErrorVariable refused
    Assert ($refused[0].FullyQualifiedErrorId -like 'AlreadyExists,*') "refused: $refused"

    '5. Remove it, first as a question'
    Get-OcmWork | Remove-OcmWork -WhatIf
    Get-OcmWork | Remove-OcmWork -Wait -TimeoutSec 60
    Assert (-not (Get-OcmWork)) 'no work is left'
}
finally {
    Stop-OcmSandbox
}
