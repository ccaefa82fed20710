BeforeDiscovery {
    $path = $env:OCM_MODULE ? $env:OCM_MODULE : (Get-ChildItem "$PSScriptRoot/../../out/OcmPowerShell/*/OcmPowerShell.psd1" | Sort-Object LastWriteTime | Select-Object -Last 1).FullName
    Import-Module $path
    $commands = Get-Command -Module OcmPowerShell
    $names = $commands.Name | ForEach-Object { @{ Name = $_ } }
    $outputs = $commands.OutputType.Name | Where-Object { $_ -like 'OcmPowerShell.*' } | Sort-Object -Unique | ForEach-Object { @{ Type = $_ } }
    # New-OcmManifestConfig makes a value, and changes nothing.
    $changing = $commands.Name | Where-Object { $_ -match '^(New|Set|Remove|Sync|Undo|Start|Stop)-' -and $_ -ne 'New-OcmManifestConfig' } | ForEach-Object { @{ Name = $_ } }
    $analyzer = [bool](Get-Module PSScriptAnalyzer -ListAvailable)

    # Another module's copy of the YAML library that this one keeps to itself.
    $foreign = Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable | Select-Object -First 1 | ForEach-Object { Get-ChildItem $_.ModuleBase -Recurse -Filter YamlDotNet.dll } | Select-Object -First 1 -ExpandProperty FullName
}

BeforeAll {
    $path = $env:OCM_MODULE ? $env:OCM_MODULE : (Get-ChildItem "$PSScriptRoot/../../out/OcmPowerShell/*/OcmPowerShell.psd1" | Sort-Object LastWriteTime | Select-Object -Last 1).FullName
    Import-Module $path
    $folder = Split-Path $path

    # Runs a script in a PowerShell of its own, where $module is the path of the module, and returns what it writes.
    function Invoke-Fresh([scriptblock] $Script, [hashtable] $Environment = @{}) {
        $kept = @{}
        foreach ($name in $Environment.Keys) {
            $kept[$name] = [Environment]::GetEnvironmentVariable($name)
            [Environment]::SetEnvironmentVariable($name, $Environment[$name])
        }

        try {
            $text = "`$ErrorActionPreference = 'Stop'; `$module = '$path'`n$Script"
            $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text))
            & (Join-Path $PSHOME pwsh) -NoProfile -NonInteractive -OutputFormat Text -EncodedCommand $encoded 2>&1 | ForEach-Object { "$_" }
        }
        finally {
            foreach ($name in $kept.Keys) { [Environment]::SetEnvironmentVariable($name, $kept[$name]) }
        }
    }
}

Describe 'The manifest' {
    It 'is valid' {
        $manifest = Test-ModuleManifest $path -WarningVariable warnings -ErrorVariable errors
        $warnings + $errors | Should -BeNullOrEmpty
        $manifest.Version.ToString() | Should -Be (Split-Path $folder -Leaf)
    }

    It 'exports cmdlets and nothing else' {
        $module = Get-Module OcmPowerShell
        $module.ExportedCmdlets.Count | Should -BeGreaterThan 0
        $module.ExportedFunctions.Count + $module.ExportedAliases.Count + $module.ExportedVariables.Count | Should -Be 0
    }

    It 'and the scripts of the repository pass PSScriptAnalyzer' -Skip:(-not $analyzer) {
        $root = Join-Path $PSScriptRoot '../..'
        $path, "$root/build.ps1", "$root/docs/Export-Help.ps1" | ForEach-Object { Invoke-ScriptAnalyzer -Path $_ } | Should -BeNullOrEmpty
    }
}

Describe 'The name <Name>' -ForEach $names {
    It 'has an approved verb' {
        (Get-Verb).Verb | Should -Contain ($Name -split '-')[0]
    }

    It 'has a singular noun with the prefix of the module' {
        $noun = ($Name -split '-')[1]
        $noun | Should -MatchExactly '^Ocm[A-Z][A-Za-z]+$'
        $noun | Should -Not -Match '[^s]s$'
    }

    It 'has parameters with singular names' {
        $parameters = (Get-Command $Name).Parameters.Keys | Where-Object { $_ -notin [System.Management.Automation.Cmdlet]::CommonParameters }
        # A unit is no plural, nor is what is counted: -LeaseDurationSeconds and -MaxFailures are the API's own names.
        $parameters | Where-Object { $_ -match '[^s]s$' -and $_ -notin 'Status', 'LeaseDurationSeconds', 'MaxFailures' } | Should -BeNullOrEmpty
    }
}

Describe '<Name>, which changes something,' -ForEach $changing {
    It 'can be asked what it would do, and told to ask' {
        (Get-Command $Name).Parameters.Keys | Should -Contain WhatIf
        (Get-Command $Name).Parameters.Keys | Should -Contain Confirm
    }
}

Describe 'The output <Type>' -ForEach $outputs {
    It 'has a table view, and so has a copy of it from another process' {
        foreach ($name in $Type, "Deserialized.$Type") {
            @((Get-FormatData -TypeName $name).FormatViewDefinition)[0].Control | Should -BeOfType System.Management.Automation.TableControl -Because $name
        }
    }

    It 'has no live thing in it' {
        if ($Type -eq 'OcmPowerShell.Hub.Connection.HubConnection') { return }
        $properties = ([type] $Type).GetProperties().PropertyType
        $properties | Where-Object { [System.IDisposable].IsAssignableFrom($_) -or $_.FullName -like 'System.Text.Json.*' } | Should -BeNullOrEmpty
    }
}

Describe 'Import' {
    It 'works again and again in one process' {
        Invoke-Fresh {
            function Test-Complete { @(Get-Command -Module OcmPowerShell).Count -eq (Import-PowerShellDataFile $module).CmdletsToExport.Count }
            Import-Module $module
            Import-Module $module
            "again $(Test-Complete)"
            Import-Module $module -Force
            "forced $(Test-Complete)"
            Remove-Module OcmPowerShell
            "removed $(@(Get-Module OcmPowerShell).Count)"
            Import-Module $module
            "imported $(Test-Complete)"
            $null = Start-OcmSandbox
            "works $((Get-OcmCluster).Count)"
        } | Should -Be 'again True', 'forced True', 'removed 0', 'imported True', 'works 2'
    }

    It 'loads neither network nor YAML, and reads no kubeconfig' {
        $nonsense = Join-Path $TestDrive kubeconfig
        Set-Content $nonsense '{ this is: [ not a kubeconfig'
        Invoke-Fresh -Environment @{ KUBECONFIG = $nonsense } {
            $before = [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name
            Import-Module $module
            $after = [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name | Where-Object { $_ -notin $before }
            @($after) -match '^System\.Net|YamlDotNet|^OcmPowerShell\.(Yaml|Sandbox)$'
            'done'
        } | Should -Be 'done'
    }

    It 'makes no file and changes no environment variable' {
        $empty = New-Item (Join-Path $TestDrive empty) -ItemType Directory
        $environment = @{ HOME = "$empty"; TMPDIR = "$empty"; TEMP = "$empty"; PSModuleAnalysisCachePath = (Join-Path $TestDrive cache); POWERSHELL_TELEMETRY_OPTOUT = '1' }
        Invoke-Fresh -Environment $environment {
            function Get-State {
                Get-ChildItem $env:HOME -Recurse -Force -File | ForEach-Object { "$_ $($_.Length)" }
                Get-ChildItem (Split-Path $module) -Recurse -Force -File | ForEach-Object { "$_ $($_.Length)" }
                Get-ChildItem env: | ForEach-Object { "$($_.Name)=$($_.Value)" }
            }

            Set-Location $env:HOME
            $before = Get-State
            Import-Module $module
            Get-State | Where-Object { $_ -notin $before }
            'done'
        } | Should -Be 'done'
    }

    It 'lives with another YamlDotNet that was loaded <Order>' -Skip:(-not $foreign) -ForEach @(
        @{ Order = 'before'; Foreign = $foreign }
        @{ Order = 'after'; Foreign = $foreign }
    ) {
        Invoke-Fresh -Environment @{ FOREIGN = $Foreign; ORDER = $Order } {
            if ($env:ORDER -eq 'before') { Add-Type -Path $env:FOREIGN }
            Import-Module $module
            $yaml = "apiVersion: v1`nkind: ConfigMap`nmetadata: { name: a }" | ConvertTo-OcmWork a -AsYaml
            "ours $($yaml.Contains('kind: ManifestWork'))"
            if ($env:ORDER -eq 'after') { Add-Type -Path $env:FOREIGN }
            "theirs $([YamlDotNet.Serialization.Deserializer]::new().Deserialize('a: 1').Count)"
            "both $(@([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'YamlDotNet' }).Count)"
        } | Should -Be 'ours True', 'theirs 1', 'both 2'
    }
}

Describe 'Remove-Module' {
    It 'stops sandboxes, deletes their files and closes connections' {
        Invoke-Fresh {
            Import-Module $module
            $first = Start-OcmSandbox
            $second = Start-OcmSandbox other -WarningAction SilentlyContinue
            $hub = Connect-OcmHub -KubeConfig $second.KubeConfig -PassThru
            Remove-Module OcmPowerShell
            "files $((Test-Path $first.KubeConfig) -or (Test-Path $second.KubeConfig))"
            "closed $($hub.Closed)"
            foreach ($url in $first.Url, $second.Url) {
                $client = [System.Net.Sockets.TcpClient]::new()
                try { $client.Connect('127.0.0.1', ([uri] $url).Port); 'answers' } catch { 'silent' } finally { $client.Dispose() }
            }

            Import-Module $module
            "left $(@(Get-OcmSandbox).Count + @(Get-OcmHub).Count)"
        } | Should -Be 'files False', 'closed True', 'silent', 'silent', 'left 0'
    }
}

Describe 'The end of the process' {
    It 'deletes the files of a sandbox that nobody stopped' {
        $file = Invoke-Fresh {
            Import-Module $module
            (Start-OcmSandbox).KubeConfig
        }
        $file | Should -Match 'kubeconfig$'
        Test-Path $file | Should -BeFalse
    }
}
