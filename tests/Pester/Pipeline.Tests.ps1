# Every output type, live and as the copies that people make of it, is piped into every changing cmdlet. What binds is
# written down here (COMMANDS 1, "What binds from the pipeline"); all else must be a binding error, and send nothing.
BeforeDiscovery {
    $forms = 'live', 'Clixml', 'CSV'
    $bind = @{
        # Source = cmdlet -> what it is taken for; what is not named must not bind.
        'Cluster'       = @{ 'New-OcmWork' = 'Cluster'; 'Remove-OcmWork -Name' = 'Cluster'; 'New-OcmWork text' = 'refused' }
        'Work'          = @{ 'Remove-OcmWork' = 'Work'; 'New-OcmWork text' = 'refused' }
        'WorkManifest'  = @{ 'New-OcmWork text' = 'refused' }
        'SandboxInfo'   = @{ 'Stop-OcmSandbox' = 'Name'; 'New-OcmWork text' = 'refused' }
        'HubConnection' = @{ 'Disconnect-OcmHub' = 'Hub'; 'New-OcmWork text' = 'refused' }
        'HubContext'    = @{ 'New-OcmWork text' = 'refused' }
        'Condition'     = @{ 'New-OcmWork text' = 'refused' }
    }
    $cmdlets = 'New-OcmWork', 'New-OcmWork text', 'Remove-OcmWork', 'Remove-OcmWork -Name', 'Stop-OcmSandbox', 'Disconnect-OcmHub'
    $cases = foreach ($source in $bind.Keys | Sort-Object) {
        foreach ($form in $forms) {
            foreach ($cmdlet in $cmdlets) {
                # Only the object of Connect-OcmHub is live; a copy of it connects nothing.
                $expected = if ($source -eq 'HubConnection' -and $form -ne 'live' -and $cmdlet -eq 'Disconnect-OcmHub') { $null } else { $bind[$source][$cmdlet] }
                @{ Source = $source; Form = $form; Cmdlet = $cmdlet; Expected = if ($expected) { $expected } else { 'nothing' } }
            }
        }
    }
}

BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox
    $map = Join-Path $TestDrive map.yml
    Set-Content $map (Get-ConfigMapText)
    [void](New-OcmWork web $map -Cluster one, two -Wait -TimeoutSec 20)

    $sources = @{
        Cluster       = { Get-OcmCluster one }
        Work          = { Get-OcmWork web one }
        WorkManifest  = { Get-OcmWorkManifest web one }
        SandboxInfo   = { Get-OcmSandbox }
        HubConnection = { Get-OcmHub }
        HubContext    = { Get-OcmContext sandbox -KubeConfig $info.KubeConfig }
        Condition     = { (Get-OcmWork web one).Conditions[0] }
    }
    $copies = @{
        live   = { $args[0] }
        Clixml = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($args[0])) }
        CSV    = { $args[0] | ConvertTo-Csv | ConvertFrom-Csv }
    }
    $commands = @{
        'New-OcmWork'          = { $input | New-OcmWork fresh -Path $map -WhatIf }
        'New-OcmWork text'     = { $input | New-OcmWork fresh -Cluster one -WhatIf }
        'Remove-OcmWork'       = { $input | Remove-OcmWork -WhatIf }
        'Remove-OcmWork -Name' = { $input | Remove-OcmWork -Name web -WhatIf }
        'Stop-OcmSandbox'      = { $input | Stop-OcmSandbox -WhatIf }
        'Disconnect-OcmHub'    = { $input | Disconnect-OcmHub }
    }
}

AfterAll { Exit-Sandbox }

Describe 'What binds from the pipeline' {
    BeforeEach {
        if (-not (Get-OcmHub)) { Connect-OcmHub -KubeConfig $info.KubeConfig }
        Clear-SentRequest
    }

    It 'a <Form> <Source> into <Cmdlet> is taken for: <Expected>' -ForEach $cases {
        $object = & $copies[$Form] (& $sources[$Source])
        $failed = Get-Failure { $object | & $commands[$Cmdlet] }
        switch ($Expected) {
            'nothing' {
                $failed | Should -HaveCount 1
                $failed[0].FullyQualifiedErrorId | Should -Match '^(InputObjectNotBound|AmbiguousParameterSet|MissingMandatoryParameter|ParameterArgumentTransformationError)'
            }
            'refused' {
                # A manifest may be any object; one that is none is told so.
                $failed | Should -HaveCount 1
                ($failed[0].FullyQualifiedErrorId -split ',')[0] | Should -BeIn NotAnObject, MissingApiVersion
            }
            default { $failed | Should -BeNullOrEmpty }
        }
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'a kubectl object of kind <Kind> into <Cmdlet> is taken for: <Expected>' -ForEach @(
        @{ Kind = 'ManagedCluster'; Cmdlet = 'New-OcmWork'; Expected = 'Cluster' }
        @{ Kind = 'ManagedCluster'; Cmdlet = 'Remove-OcmWork -Name'; Expected = 'Cluster' }
        @{ Kind = 'ManagedCluster'; Cmdlet = 'Remove-OcmWork'; Expected = 'nothing' }
        @{ Kind = 'ManifestWork'; Cmdlet = 'Remove-OcmWork'; Expected = 'Work' }
        @{ Kind = 'ManifestWork'; Cmdlet = 'New-OcmWork'; Expected = 'nothing' }
        @{ Kind = 'ManifestWork'; Cmdlet = 'New-OcmWork text'; Expected = 'its manifests' }
        @{ Kind = 'ManagedClusterAddOn'; Cmdlet = 'New-OcmWork'; Expected = 'nothing' }
        @{ Kind = 'ManagedClusterAddOn'; Cmdlet = 'Remove-OcmWork'; Expected = 'nothing' }
        @{ Kind = 'ConfigMap'; Cmdlet = 'New-OcmWork text'; Expected = 'a manifest' }
        @{ Kind = 'ConfigMap'; Cmdlet = 'New-OcmWork'; Expected = 'nothing' }
    ) {
        $object = switch ($Kind) {
            'ManagedCluster' { (Get-OcmCluster one -IncludeJson).Json | ConvertFrom-Json }
            'ManifestWork' { (Get-OcmWork web one -IncludeJson).Json | ConvertFrom-Json }
            'ManagedClusterAddOn' { '{"apiVersion":"addon.open-cluster-management.io/v1alpha1","kind":"ManagedClusterAddOn","metadata":{"name":"web","namespace":"one"}}' | ConvertFrom-Json }
            'ConfigMap' { '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"one"}}' | ConvertFrom-Json }
        }
        $failed = Get-Failure { $object | & $commands[$Cmdlet] }
        if ($Expected -eq 'nothing') {
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -Match '^(InputObjectNotBound|AmbiguousParameterSet|MissingMandatoryParameter)'
        }
        else { $failed | Should -BeNullOrEmpty }
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'says of a row of a lesser thing what is wanted' {
        "$(Get-Failure { Get-OcmWorkManifest web one | Remove-OcmWork })" | Should -Match 'cannot be bound'
    }

    It 'says what it takes when an argument cannot be it (<Command>)' -ForEach @(
        @{ Command = 'Remove-OcmWork -Work'; Run = { Remove-OcmWork -Work web }; Text = '*Get-OcmWork*-Cluster*' }
        @{ Command = 'Get-OcmWork -Cluster'; Run = { Get-OcmWork -Cluster (Get-Date) }; Text = '*Get-OcmCluster*' }
        @{ Command = 'Stop-OcmSandbox'; Run = { Stop-OcmSandbox (Get-Date) }; Text = '*Get-OcmSandbox*' }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        "$($failed[0])" | Should -BeLike $Text
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'takes no name from a property: a cluster called like a work is not that work' {
        $failed = Get-Failure { Get-OcmCluster one | Remove-OcmWork -WhatIf }
        $failed | Should -HaveCount 1
        @(Get-SentRequest).Path | Should -Not -BeLike '*/manifestworks/one'
    }

    It 'lets reading cmdlets take clusters and works alike' {
        Get-OcmCluster | Get-OcmWork | Get-OcmWorkManifest | Should -HaveCount 2
        Get-OcmCluster | Get-OcmWorkManifest | Should -HaveCount 2
        Get-Failure { Get-OcmWorkManifest web one | Get-OcmWork } | Should -HaveCount 1
    }
}
