# Every output type, live and as the copies that people make of it, is piped into every changing cmdlet. What binds is
# written down here (COMMANDS 1, "What binds from the pipeline"); all else must be a binding error, and send nothing.
BeforeDiscovery {
    # What an object is taken for. A row of something else that names a cluster is good for what can be undone only.
    $kinds = @{
        'Cluster'             = 'Cluster', 'ClusterItself'
        'ClusterSet'          = , 'ClusterSet'
        'ClusterSetBinding'   = , 'ClusterSetBinding'
        'Placement'           = , 'Placement'
        'PlacementDecision'   = , 'Cluster'
        'PlacementTest'       = , 'Cluster'
        'PlacementChange'     = @()
        'ClusterChange'       = , 'Cluster'
        'PlacementGroup'      = @()
        'PlacementScore'      = @()
        'RegistrationRequest' = , 'RegistrationRequest'
        'Taint'               = @()
        'Work'                = , 'Work'
        'WorkManifest'        = @()
        'WorkChange'          = @()
        'WorkEvent'           = @()
        'WorkDifference'      = @()
        'WorkRevision'        = , 'WorkRevision'
        'WorkReplicaSet'      = , 'WorkReplicaSet'
        'ManifestConfig'      = @()
        'SandboxInfo'         = , 'Sandbox'
        'HubConnection'       = , 'Hub'
        'HubContext'          = @()
        'Condition'           = @()
    }
    # What a cmdlet takes; nothing else may bind.
    $takes = @{
        'New-OcmWork'                       = 'Cluster', 'ClusterSet', 'Placement'
        'New-OcmWork text'                  = , 'Manifest'
        'Sync-OcmWork'                      = 'Cluster', 'ClusterSet', 'Placement'
        'Sync-OcmWork text'                 = , 'Manifest'
        'Set-OcmWork'                       = , 'Work'
        'Set-OcmWork -Name'                 = , 'Cluster'
        'Undo-OcmWork'                      = 'Work', 'WorkRevision'
        'Undo-OcmWork -Name'                = , 'Cluster'
        'New-OcmWorkReplicaSet'             = , 'Placement'
        'New-OcmWorkReplicaSet text'        = , 'Manifest'
        'Set-OcmWorkReplicaSet'             = , 'WorkReplicaSet'
        'Remove-OcmWorkReplicaSet'          = , 'WorkReplicaSet'
        'Remove-OcmWork'                    = , 'Work'
        'Remove-OcmWork -Name'              = , 'Cluster'
        'Stop-OcmSandbox'                   = , 'Sandbox'
        'Disconnect-OcmHub'                 = , 'Hub'
        'New-OcmCluster'                    = @()
        'Set-OcmCluster'                    = , 'Cluster'
        'Add-OcmClusterTaint'               = , 'Cluster'
        'Remove-OcmClusterTaint'            = , 'Cluster'
        'Suspend-OcmCluster'                = , 'Cluster'
        'Resume-OcmCluster'                 = , 'Cluster'
        'Approve-OcmCluster'                = 'Cluster', 'RegistrationRequest'
        'Deny-OcmCluster'                   = , 'ClusterItself'
        'Remove-OcmCluster'                 = , 'ClusterItself'
        'New-OcmClusterSet'                 = @()
        'Set-OcmClusterSet'                 = , 'ClusterSet'
        'Remove-OcmClusterSet'              = , 'ClusterSet'
        'Add-OcmClusterSetMember'           = , 'Cluster'
        'Remove-OcmClusterSetMember'        = , 'Cluster'
        'New-OcmClusterSetBinding'          = , 'ClusterSet'
        'Remove-OcmClusterSetBinding'       = 'ClusterSet', 'ClusterSetBinding'
        'New-OcmPlacement'                  = @()
        'Set-OcmPlacement'                  = , 'Placement'
        'Remove-OcmPlacement'               = , 'Placement'
    }
    $cases = foreach ($source in $kinds.Keys | Sort-Object) {
        foreach ($cmdlet in $takes.Keys | Sort-Object) {
            $expected = $kinds[$source] | Where-Object { $_ -in $takes[$cmdlet] }
            @{ Source = $source; Cmdlet = $cmdlet; Expected = if ($expected) { $expected } elseif ($cmdlet -like '* text') { 'refused' } else { 'nothing' } }
        }
    }
}

BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox
    $map = Join-Path $TestDrive map.yml
    Set-Content $map (Get-ConfigMapText)
    [void](New-OcmWork web $map -Cluster one, two -Wait -TimeoutSec 20)
    $other = Join-Path $TestDrive other.yml
    Set-Content $other (Get-ConfigMapText other)
    [void](Set-OcmWork web $other -Cluster one)
    # A set that nobody is bound to, so that it may go; the placement uses another.
    [void](New-OcmClusterSet team)
    Add-OcmClusterSetMember team one, two
    [void](New-OcmClusterSetBinding global)
    [void](New-OcmPlacement default/all)
    [void](Wait-OcmPlacement default/all -TimeoutSec 20)
    [void](Add-OcmClusterTaint two gpu true -Effect PreferNoSelect)
    [void](Invoke-OcmRestMethod -Method Post /sandbox/v1/clusters -Body '{"name":"three"}')
    [void](Wait-Until { Get-OcmRegistrationRequest three })

    $objects = @{
        Cluster             = Get-OcmCluster one
        ClusterSet          = Get-OcmClusterSet team
        ClusterSetBinding   = Get-OcmClusterSetBinding global
        Placement           = Get-OcmPlacement default/all
        PlacementDecision   = Get-OcmPlacementDecision default/all | Select-Object -First 1
        PlacementTest       = Test-OcmPlacement default/all | Where-Object Selected | Select-Object -First 1
        PlacementChange     = Watch-OcmPlacement default/all -IncludeExisting | Select-Object -First 1
        ClusterChange       = Watch-OcmCluster one -IncludeExisting | Select-Object -First 1
        PlacementGroup      = (Get-OcmPlacement default/all).Groups[0]
        PlacementScore      = (Test-OcmPlacement default/all | Where-Object Selected)[0].Scores[0]
        RegistrationRequest = Get-OcmRegistrationRequest three
        Taint               = (Get-OcmCluster two).Taints[0]
        Work                = Get-OcmWork web one
        WorkManifest        = Get-OcmWorkManifest web one
        WorkChange          = Sync-OcmWork web $other -Cluster one -IncludeManaged
        WorkEvent           = Watch-OcmWork web one -IncludeExisting | Select-Object -First 1
        WorkDifference      = Compare-OcmWork web $map -Cluster one | Select-Object -First 1
        WorkRevision        = Get-OcmWorkHistory web one | Where-Object IsCurrent -eq $false | Select-Object -First 1
        WorkReplicaSet      = New-OcmWorkReplicaSet everywhere $map -Placement default/all
        ManifestConfig      = New-OcmManifestConfig -Resource deployments -Group apps -Name web -Namespace default -UpdateStrategy CreateOnly
        SandboxInfo         = Get-OcmSandbox
        HubContext          = Get-OcmContext sandbox -KubeConfig $info.KubeConfig
        Condition           = (Get-OcmWork web one).Conditions[0]
    }
    $copies = @{
        live   = { $args[0] }
        Clixml = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($args[0])) }
        CSV    = { $args[0] | ConvertTo-Csv | ConvertFrom-Csv }
    }
    $commands = @{
        'New-OcmWork'                 = { $input | New-OcmWork fresh -Path $map -WhatIf }
        'New-OcmWork text'            = { $input | New-OcmWork fresh -Cluster one -WhatIf }
        'Sync-OcmWork'                = { $input | Sync-OcmWork fresh -Path $map -WhatIf }
        'Sync-OcmWork text'           = { $input | Sync-OcmWork fresh -Cluster one -WhatIf }
        'Set-OcmWork'                 = { $input | Set-OcmWork -Label @{ a = 'b' } -WhatIf }
        'Set-OcmWork -Name'           = { $input | Set-OcmWork web -Label @{ a = 'b' } -WhatIf }
        'Undo-OcmWork'                = { $input | Undo-OcmWork -WhatIf }
        'Undo-OcmWork -Name'          = { $input | Undo-OcmWork -Name web -WhatIf }
        'New-OcmWorkReplicaSet'       = { $input | New-OcmWorkReplicaSet fresh -Path $map -WhatIf }
        'New-OcmWorkReplicaSet text'  = { $input | New-OcmWorkReplicaSet fresh -Placement default/all -WhatIf }
        'Set-OcmWorkReplicaSet'       = { $input | Set-OcmWorkReplicaSet -Label @{ a = 'b' } -WhatIf }
        'Remove-OcmWorkReplicaSet'    = { $input | Remove-OcmWorkReplicaSet -WhatIf }
        'Remove-OcmWork'              = { $input | Remove-OcmWork -WhatIf }
        'Remove-OcmWork -Name'        = { $input | Remove-OcmWork -Name web -WhatIf }
        'Stop-OcmSandbox'             = { $input | Stop-OcmSandbox -WhatIf }
        'Disconnect-OcmHub'           = { $input | Disconnect-OcmHub }
        'New-OcmCluster'              = { $input | New-OcmCluster fresh -DryRun }
        'Set-OcmCluster'              = { $input | Set-OcmCluster -Label @{ a = 'b' } -WhatIf }
        'Add-OcmClusterTaint'         = { $input | Add-OcmClusterTaint -Key a -Effect NoSelect -WhatIf }
        'Remove-OcmClusterTaint'      = { $input | Remove-OcmClusterTaint -Key gpu -WhatIf }
        'Suspend-OcmCluster'          = { $input | Suspend-OcmCluster -WhatIf }
        'Resume-OcmCluster'           = { $input | Resume-OcmCluster -WhatIf }
        'Approve-OcmCluster'          = { $input | Approve-OcmCluster -WhatIf }
        'Deny-OcmCluster'             = { $input | Deny-OcmCluster -WhatIf }
        'Remove-OcmCluster'           = { $input | Remove-OcmCluster -WhatIf }
        'New-OcmClusterSet'           = { $input | New-OcmClusterSet fresh -DryRun }
        'Set-OcmClusterSet'           = { $input | Set-OcmClusterSet -Label @{ a = 'b' } -WhatIf }
        'Remove-OcmClusterSet'        = { $input | Remove-OcmClusterSet -WhatIf }
        'Add-OcmClusterSetMember'     = { $input | Add-OcmClusterSetMember default -WhatIf }
        'Remove-OcmClusterSetMember'  = { $input | Remove-OcmClusterSetMember team -WhatIf }
        'New-OcmClusterSetBinding'    = { $input | New-OcmClusterSetBinding -WhatIf }
        'Remove-OcmClusterSetBinding' = { $input | Remove-OcmClusterSetBinding -WhatIf }
        'New-OcmPlacement'            = { $input | New-OcmPlacement fresh -DryRun }
        'Set-OcmPlacement'            = { $input | Set-OcmPlacement -Count 1 -WhatIf }
        'Remove-OcmPlacement'         = { $input | Remove-OcmPlacement -WhatIf }
    }
}

AfterAll { Exit-Sandbox }

Describe 'What binds from the pipeline' {
    BeforeEach {
        if (-not (Get-OcmHub)) { Connect-OcmHub -KubeConfig $info.KubeConfig }
        Clear-SentRequest
    }

    It 'a <Source> into <Cmdlet> is taken for: <Expected>' -ForEach $cases {
        foreach ($form in 'live', 'Clixml', 'CSV') {
            $because = "it is the object's $form form"
            $object = & $copies[$form] $(if ($Source -eq 'HubConnection') { Get-OcmHub } else { $objects[$Source] })
            $object | Should -Not -BeNullOrEmpty -Because $because
            $failed = Get-Failure { $object | & $commands[$Cmdlet] }
            # Only the object of Connect-OcmHub is live; a copy of it connects nothing.
            $now = if ($Expected -eq 'Hub' -and $form -ne 'live') { 'nothing' } else { $Expected }
            switch ($now) {
                'nothing' {
                    $failed | Should -HaveCount 1 -Because $because
                    $failed[0].FullyQualifiedErrorId | Should -Match '^(InputObjectNotBound|AmbiguousParameterSet|MissingMandatoryParameter|ParameterArgumentTransformationError|InvalidArgument)'
                    Get-SentRequest | Where-Object IsMutating | Should -BeNullOrEmpty -Because 'a command whose input is refused does nothing'
                }
                'refused' {
                    # A manifest may be any object; one that is none is told so.
                    $failed | Should -HaveCount 1 -Because $because
                    ($failed[0].FullyQualifiedErrorId -split ',')[0] | Should -BeIn NotAnObject, MissingApiVersion
                }
                # It is taken for what it is, and nobody has bound it.
                { $_ -eq 'ClusterSet' -and $Cmdlet -eq 'Remove-OcmClusterSetBinding' } { ($failed.FullyQualifiedErrorId -split ',')[0] | Should -Be NotFound }
                default { $failed | Should -BeNullOrEmpty -Because $because }
            }
            Get-SentRequest -Changing | Should -BeNullOrEmpty
            if (-not (Get-OcmHub)) { Connect-OcmHub -KubeConfig $info.KubeConfig }
        }
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
        @{ Kind = 'ManagedCluster'; Cmdlet = 'Remove-OcmCluster'; Expected = 'ClusterItself' }
        @{ Kind = 'ManagedCluster'; Cmdlet = 'Suspend-OcmCluster'; Expected = 'Cluster' }
        @{ Kind = 'ManagedCluster'; Cmdlet = 'Remove-OcmClusterSet'; Expected = 'nothing' }
        @{ Kind = 'ManagedCluster'; Cmdlet = 'Remove-OcmPlacement'; Expected = 'nothing' }
        @{ Kind = 'ManagedClusterSet'; Cmdlet = 'Remove-OcmClusterSet'; Expected = 'ClusterSet' }
        @{ Kind = 'ManagedClusterSet'; Cmdlet = 'Remove-OcmCluster'; Expected = 'nothing' }
        @{ Kind = 'ManagedClusterSetBinding'; Cmdlet = 'Remove-OcmClusterSetBinding'; Expected = 'ClusterSetBinding' }
        @{ Kind = 'ManagedClusterSetBinding'; Cmdlet = 'Remove-OcmClusterSet'; Expected = 'nothing' }
        @{ Kind = 'Placement'; Cmdlet = 'Remove-OcmPlacement'; Expected = 'Placement' }
        @{ Kind = 'Placement'; Cmdlet = 'Set-OcmCluster'; Expected = 'nothing' }
        @{ Kind = 'PlacementDecision'; Cmdlet = 'Remove-OcmPlacement'; Expected = 'nothing' }
        @{ Kind = 'PlacementDecision'; Cmdlet = 'Set-OcmCluster'; Expected = 'nothing' }
        @{ Kind = 'ManifestWork'; Cmdlet = 'Remove-OcmCluster'; Expected = 'nothing' }
        @{ Kind = 'CertificateSigningRequest'; Cmdlet = 'Approve-OcmCluster'; Expected = 'RegistrationRequest' }
        @{ Kind = 'CertificateSigningRequest'; Cmdlet = 'Deny-OcmCluster'; Expected = 'nothing' }
        @{ Kind = 'CertificateSigningRequest'; Cmdlet = 'Remove-OcmCluster'; Expected = 'nothing' }
    ) {
        $object = switch ($Kind) {
            'ManagedCluster' { (Get-OcmCluster one -IncludeJson).Json | ConvertFrom-Json }
            'ManagedClusterSet' { (Get-OcmClusterSet team -IncludeJson).Json | ConvertFrom-Json }
            'ManagedClusterSetBinding' { (Get-OcmClusterSetBinding global -IncludeJson).Json | ConvertFrom-Json }
            'Placement' { (Get-OcmPlacement all -IncludeJson).Json | ConvertFrom-Json }
            'PlacementDecision' { (Invoke-OcmRestMethod /apis/cluster.open-cluster-management.io/v1beta1/namespaces/default/placementdecisions).items[0] }
            'CertificateSigningRequest' { (Get-OcmRegistrationRequest three -IncludeJson).Json | ConvertFrom-Json }
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

    It 'lets a cluster be no cluster set, and a set no cluster, whatever their names' {
        [void](New-OcmCluster team)
        try {
            foreach ($command in { Get-OcmCluster team | Remove-OcmClusterSet }, { Get-OcmClusterSet team | Remove-OcmCluster -Confirm:$false }, { Get-OcmCluster team | Set-OcmClusterSet -Label @{ a = 'b' } }) {
                Get-Failure $command | Should -HaveCount 1
            }
            Get-OcmCluster team | Should -HaveCount 1
            Get-OcmClusterSet team | Should -HaveCount 1
        }
        finally { Remove-OcmCluster team -Confirm:$false }
    }

    It 'takes no row that only names a cluster for the cluster itself, where that cannot be undone' {
        foreach ($row in (Get-OcmPlacementDecision all), (Test-OcmPlacement all), (Get-OcmRegistrationRequest), ([pscustomobject]@{ Cluster = 'one' }), ([pscustomobject]@{ Name = 'one' })) {
            @(Get-Failure { $row | Remove-OcmCluster -Confirm:$false }) | Should -HaveCount @($row).Count
            @(Get-Failure { $row | Deny-OcmCluster -Confirm:$false }) | Should -HaveCount @($row).Count
        }
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'lets what a placement says of clusters be acted upon' {
        Get-OcmPlacementDecision all | Set-OcmCluster -Label @{ chosen = 'yes' } -WhatIf
        $marked = Test-OcmPlacement all | Where-Object Selected | Set-OcmCluster -Label @{ chosen = 'yes' } -PassThru
        $marked.Name | Sort-Object | Should -Be one, two
        Set-OcmCluster one, two -RemoveLabel chosen
        Get-OcmPlacementDecision all | Get-OcmWork web | Should -HaveCount 2
    }

    It 'lets reading cmdlets take clusters and works alike' {
        Get-OcmCluster | Get-OcmWork web -ErrorAction Ignore | Get-OcmWorkManifest | Should -HaveCount 2
        Get-OcmCluster | Get-OcmWorkManifest web -ErrorAction Ignore | Should -HaveCount 2
        Get-Failure { Get-OcmWorkManifest web one | Get-OcmWork } | Should -HaveCount 1
    }
}
