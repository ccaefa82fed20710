# The module beside other modules, runspaces and itself.
BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox
    $pwsh = (Get-Process -Id $PID).Path
    $map = Join-Path $TestDrive map.yml
    Set-Content $map (Get-ConfigMapText)

    # Another copy of YamlDotNet, as another module brings it.
    $foreign = Join-Path $TestDrive foreign YamlDotNet.dll
    [void](New-Item (Split-Path $foreign) -ItemType Directory)
    Copy-Item (Join-Path (Split-Path $ModulePath) yaml YamlDotNet.dll) $foreign

    function Invoke-Fresh([string] $Script) {
        # In a PowerShell of its own: what is loaded into a process stays there.
        & $pwsh -NoProfile -NonInteractive -Command "`$ErrorActionPreference = 'Stop'; $Script" 2>&1 | ForEach-Object { "$_" }
    }
}

AfterAll { Exit-Sandbox }

Describe 'Another YamlDotNet in the process' {
    It 'does no harm when it is <When>' -ForEach @(
        @{ When = 'loaded first, with Add-Type'; Order = { "Add-Type -Path '$foreign'; Import-Module '$ModulePath'; " } }
        @{ When = 'loaded first, with LoadFrom'; Order = { "[void][Reflection.Assembly]::LoadFrom('$foreign'); Import-Module '$ModulePath'; " } }
        @{ When = 'loaded after import, before the first use'; Order = { "Import-Module '$ModulePath'; Add-Type -Path '$foreign'; " } }
        @{ When = 'loaded after the first use'; Order = { "Import-Module '$ModulePath'; [void](ConvertTo-OcmWork a '$map'); Add-Type -Path '$foreign'; " } }
    ) {
        $said = Invoke-Fresh ((& $Order) + "(ConvertTo-OcmWork web '$map' -AsYaml | ConvertTo-OcmWork web -WarningAction SilentlyContinue).spec.workload.manifests[0].kind; [YamlDotNet.Serialization.DeserializerBuilder]::new().Build().Deserialize('a: 1').Count; [System.AppDomain]::CurrentDomain.GetAssemblies().Where({ `$_.GetName().Name -eq 'YamlDotNet' }).Count")
        $said | Should -Be ConfigMap, 1, 2
    }

    It 'keeps its own YamlDotNet out of everybody''s way' {
        Invoke-Fresh "Import-Module '$ModulePath'; [void](ConvertTo-OcmWork a '$map'); [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.Where({ `$_.GetName().Name -eq 'YamlDotNet' }).Count" | Should -Be 0
    }

}

Describe 'Importing' {
    It 'can be done twice, with -Force, and after Remove-Module' {
        Invoke-Fresh "Import-Module '$ModulePath'; Import-Module '$ModulePath'; Import-Module '$ModulePath' -Force; (Get-Command -Module OcmPowerShell).Count; Remove-Module OcmPowerShell; Import-Module '$ModulePath' -Force; (Get-Command -Module OcmPowerShell).Count; (ConvertTo-OcmWork web '$map').kind" |
            Should -Be @((Import-PowerShellDataFile $ModulePath).CmdletsToExport.Count, (Import-PowerShellDataFile $ModulePath).CmdletsToExport.Count, 'ManifestWork')
    }

    It 'works after -Force with what ran before' {
        Invoke-Fresh "Import-Module '$ModulePath'; `$s = Start-OcmSandbox; Import-Module '$ModulePath' -Force; Connect-OcmHub -KubeConfig '$($info.KubeConfig)'; (Get-OcmCluster).Name -join ','" | Should -Be 'one,two'
    }

    It 'sends, starts and reads nothing' {
        Clear-SentRequest
        $loaded = '[System.AppDomain]::CurrentDomain.GetAssemblies().ForEach({ $_.GetName().Name })'
        Invoke-Fresh "`$env:KUBECONFIG = '$($info.KubeConfig)'; `$before = $loaded; Import-Module '$ModulePath'; $loaded | Where-Object { `$_ -notin `$before -and `$_ -notlike 'System.*' }" | Sort-Object | Should -Be OcmPowerShell, OcmPowerShell.Hub
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'has approved verbs and warns of nothing' {
        Invoke-Fresh "Import-Module '$ModulePath' -WarningVariable w; `$w.Count" | Should -Be 0
    }
}

Describe 'Runspaces' {
    It 'have connections of their own' {
        $shell = Get-NewShell
        try {
            $shell.AddCommand('Get-OcmHub').Invoke() | Should -BeNullOrEmpty
            $shell.Commands.Clear()
            [void]$shell.AddCommand('Connect-OcmHub').AddParameter('KubeConfig', $info.KubeConfig).Invoke()
            $shell.Commands.Clear()
            $shell.AddCommand('Get-OcmHub').Invoke() | Should -HaveCount 1
            $shell.Commands.Clear()
            [void]$shell.AddCommand('Disconnect-OcmHub').Invoke()
        }
        finally { $shell.Dispose() }
        @(Get-OcmHub) | Should -HaveCount 1
        Get-OcmCluster | Should -HaveCount 2 -Because 'what another runspace closes is not ours'
    }

    It 'can share the object of Connect-OcmHub: ForEach-Object -Parallel with -Hub $using:hub' {
        $hub = Connect-OcmHub -KubeConfig $info.KubeConfig -PassThru
        $module = $ModulePath
        $file = $map
        $names = 1..6 | ForEach-Object -ThrottleLimit 3 -Parallel {
            Import-Module $using:module
            $work = New-OcmWork "p$_" -Path $using:file -Cluster one -Hub $using:hub
            (Get-OcmWork $work.Name one -Hub $using:hub | Get-OcmWorkManifest -Hub $using:hub).Work
        }
        $names | Sort-Object | Should -Be p1, p2, p3, p4, p5, p6
        Get-OcmWork -Hub $hub | Remove-OcmWork -Wait -TimeoutSec 20 -Hub $hub
        @(Get-OcmHub) | Should -HaveCount 1
    }

    It 'tells in another runspace that a piped object''s hub is not connected there' {
        $cluster = Get-OcmCluster one
        $module = $ModulePath
        $id = 1 | ForEach-Object -Parallel {
            Import-Module $using:module
            $env:KUBECONFIG = ''
            try { $using:cluster | Get-OcmWork -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
        }
        $id | Should -BeLike 'HubMismatch,*'
    }

    It 'works in a thread job' {
        $work = Start-ThreadJob { Import-Module $using:ModulePath; New-OcmWork job -Path $using:map -Cluster two -KubeConfig ($using:info).KubeConfig -Wait -TimeoutSec 20 } | Receive-Job -Wait -AutoRemoveJob
        $work.Ready | Should -BeTrue
        Clear-Work
    }

    It 'works in a job of another process, whose copies act here' {
        [void](New-OcmWork copy $map -Cluster one)
        $copy = Start-Job { Import-Module $using:ModulePath; Get-OcmWork copy one -KubeConfig ($using:info).KubeConfig } | Receive-Job -Wait -AutoRemoveJob
        $copy.PSObject.TypeNames | Should -Contain Deserialized.OcmPowerShell.Hub.Model.Work
        $copy | Remove-OcmWork -Wait -TimeoutSec 20
        Get-OcmWork | Should -BeNullOrEmpty
    }

    It 'works in constrained language, where objects bind as anywhere' {
        $shell = Get-NewShell
        try {
            $shell.Runspace.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
            [void]$shell.AddScript('param($config, $map) Connect-OcmHub -KubeConfig $config; Get-OcmCluster one | New-OcmWork clm -Path $map -Wait -TimeoutSec 20; Get-OcmWork clm one | Get-OcmWorkManifest | Format-Table | Out-String; Get-OcmWork clm | Remove-OcmWork -Wait -TimeoutSec 20').AddArgument($info.KubeConfig).AddArgument($map)
            $said = $shell.Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
            $said[0].Name | Should -Be clm
            $said[1] | Should -Match 'ConfigMap'
        }
        finally { $shell.Dispose() }
    }
}
