#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests and packages OcmPowerShell: short names for what dotnet does, so that nobody has to remember it.
.DESCRIPTION
    Build     builds everything; the build itself fills out/OcmPowerShell/<version>
    Test      runs all tests: the .NET ones, and the Pester files where PowerShell and Pester are here
    Package   builds the module anew for release, and checks what is in it
    Demo      takes a walk through the module on the embedded hub
    Docs      makes the help file of the pages in docs/cmdlets, after checking them
    Bench     measures the fleet, controllers, creates and lists on embedded hubs of its own; takes some minutes
    Clean     removes everything that was built

    It can be started from any directory, and ends with an exit code other than zero when a task fails.
.EXAMPLE
    ./build.ps1
.EXAMPLE
    ./build.ps1 -Task Clean, Build, Test -Configuration Release
.EXAMPLE
    pwsh -File build.ps1 -Task Clean,Package

    From another shell: without a space after the comma.
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    # What to do, in this order.
    [Parameter(Position = 0)]
    [ArgumentCompletions('Build', 'Test', 'Package', 'Demo', 'Docs', 'Bench', 'Clean')]
    [string[]] $Task = 'Build',

    # How to compile. Package always takes Release.
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug'
)

$ErrorActionPreference = 'Stop'
$manifest = "$PSScriptRoot/OcmPowerShell.psd1"
$version = (Import-PowerShellDataFile -LiteralPath $manifest).ModuleVersion
$package = "$PSScriptRoot/out/OcmPowerShell/$version"

# Every file of the package, and nothing else.
$contents = @(
    'en-US/OcmPowerShell.dll-Help.xml'
    'en-US/about_OcmPowerShell.help.txt'
    'en-US/about_OcmPowerShell_Authentication.help.txt'
    'en-US/about_OcmPowerShell_Placements.help.txt'
    'LICENSE'
    'OcmPowerShell.dll'
    'OcmPowerShell.Format.ps1xml'
    'OcmPowerShell.Hub.dll'
    'OcmPowerShell.psd1'
    'OcmPowerShell.Sandbox.dll'
    'OcmPowerShell.Types.ps1xml'
    'THIRD-PARTY-NOTICES.md'
    'yaml/OcmPowerShell.Yaml.dll'
    'yaml/YamlDotNet.dll'
)

# Runs a program, and fails when it does. Its output is only shown: a task returns nothing.
function Invoke-Program([string] $Program, [string[]] $Argument) {
    & $Program @Argument | Out-Host
    if ($LASTEXITCODE -ne 0) {
        throw "$Program $Argument failed with exit code $LASTEXITCODE."
    }
}

function Assert-Package {
    $found = Get-ChildItem -LiteralPath $package -File -Recurse | ForEach-Object { [System.IO.Path]::GetRelativePath($package, $_.FullName).Replace('\', '/') }
    $wrong = Compare-Object $contents @($found) -CaseSensitive | ForEach-Object { "$($_.InputObject) $($_.SideIndicator -eq '<=' ? 'is missing' : 'does not belong there')" }
    if ($wrong) {
        throw "The package $package is not as it should be: $($wrong -join '; ')."
    }

    $module = Test-ModuleManifest -Path "$package/OcmPowerShell.psd1"
    "OcmPowerShell $($module.Version) with $($module.ExportedCmdlets.Count) cmdlets is in $package"
}

$mode = '--configuration', $Configuration
$tasks = [ordered]@{
    Build   = { Invoke-Program dotnet (@('build') + $mode) }
    Test    = { Invoke-Program dotnet (@('test') + $mode) }
    Package = {
        if (Test-Path -LiteralPath $package) {
            Remove-Item -LiteralPath $package -Recurse
        }

        Invoke-Program dotnet 'build', '--configuration', 'Release'
        Assert-Package
    }
    Demo    = { Invoke-Program dotnet (@('run', '--project', 'samples/Walkthrough') + $mode) }
    Docs    = {
        Invoke-Program dotnet (@('build', 'src/OcmPowerShell') + $mode)
        Invoke-Program "$PSHOME/pwsh" '-NoProfile', '-NonInteractive', '-File', 'docs/Export-Help.ps1', '-Module', "$package/OcmPowerShell.psd1"
    }
    Bench   = { Invoke-Program dotnet 'run', '--configuration', 'Release', '--project', 'tests/Benchmarks' }
    Clean   = {
        $projects = (Get-ChildItem -Path src, tests, samples -Filter *.csproj -Recurse).DirectoryName
        $built = @($projects | ForEach-Object { "$_/bin", "$_/obj" }) + 'out', 'TestResults' | Where-Object { Test-Path -LiteralPath $_ }
        $built | Remove-Item -Recurse -Force
        "Removed $(@($built).Count) directories."
    }
}

# pwsh -File passes 'Build,Test' as one text.
$names = $Task -split ',' | ForEach-Object Trim | Where-Object { $_ }
$unknown = $names | Where-Object { $_ -notin $tasks.Keys }
if ($unknown) {
    throw "There is no task $($unknown -join ', '). There are: $($tasks.Keys -join ', ')."
}

Push-Location -LiteralPath $PSScriptRoot
try {
    foreach ($name in $names) {
        & $tasks[$name]
    }
}
finally {
    Pop-Location
}
