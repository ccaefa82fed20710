BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one, two, three, four, five, six)
    [void](New-OcmClusterSetBinding global)
    [void](New-OcmPlacement default/web -LabelSelector env=prod)
    $map = Out-TestFile map.yml (Get-ConfigMapText)

    function Select-Cluster([string[]] $Name) {
        # Has the placement select exactly these, and waits until the scheduler has.
        $now = @(Get-OcmCluster -LabelSelector env=prod | ForEach-Object Name)
        $now | Where-Object { $_ -notin $Name } | Set-OcmCluster -RemoveLabel env
        $Name | Where-Object { $_ -and $_ -notin $now } | Set-OcmCluster -Label @{ env = 'prod' }
        $wanted = @($Name | Sort-Object) -join ' '
        Wait-Until { (@((Get-OcmPlacementDecision default/web).Cluster | Sort-Object) -join ' ') -eq $wanted -and (Get-OcmPlacement default/web).SelectedCount -eq @($Name).Count } |
            Should -BeTrue
        Clear-SentRequest
    }

    function Set-Map([string] $Value) { [void](Out-TestFile map.yml (Get-ConfigMapText -Value $Value)) }

    function Get-Place { @((Get-OcmWork web | Where-Object { -not $_.Deleting }).Cluster | Sort-Object) }

    function Get-Row([object[]] $Change) { @($Change | Sort-Object Cluster | ForEach-Object { "$($_.Cluster) $($_.Action)" }) }
}

AfterAll { Exit-Sandbox }

Describe 'Sync-OcmWork brings clusters to what files and target say' {
    BeforeEach { Set-Map 1; Select-Cluster one, two, three }
    AfterEach { Clear-Fault; Clear-Work }

    It 'creates one work a cluster of a placement, and says of each what it did' {
        $changes = Sync-OcmWork web $map -Placement default/web
        $changes | Should -BeOfType OcmPowerShell.Hub.Model.WorkChange
        Get-Row $changes | Should -Be 'one Created', 'three Created', 'two Created'
        $changes.Work | Select-Object -Unique | Should -Be web
        $changes.Error | Select-Object -Unique | Should -Be ''
        $work = Get-OcmWork web one
        $work.ManagedBy, $work.Owner, $work.Labels['ocmpowershell.io/placement'] | Should -Be 'Placement', 'default/web', 'default.web'
    }

    It 'sends nothing that changes anything when run again' {
        [void](Sync-OcmWork web $map -Placement default/web)
        Clear-SentRequest
        Get-Row (Sync-OcmWork web $map -Placement default/web) | Should -Be 'one Unchanged', 'three Unchanged', 'two Unchanged'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'updates a changed file, takes away where the placement left, and brings to where it went' {
        [void](Sync-OcmWork web $map -Placement default/web)
        Set-Map 2
        Select-Cluster two, three, four
        Get-Row (Sync-OcmWork web $map -Placement default/web) | Should -Be 'four Created', 'one Removed', 'three Updated', 'two Updated'
        Wait-Until { (Get-OcmWork web).Cluster -notcontains 'one' } | Should -BeTrue
        Get-Place | Should -Be four, three, two
        (Get-OcmWork web | Group-Object ManifestHash) | Should -HaveCount 1
        (Get-SentRequest -Changing)[-1].Method | Should -Be DELETE -Because 'what goes is sent last'
    }

    It 'takes placements and cluster sets from the pipeline, and the set as owner' {
        Get-Row (Get-OcmPlacement default/web | Sync-OcmWork web $map) | Should -Be 'one Created', 'three Created', 'two Created'
        [void](New-OcmClusterSet shop)
        try {
            Add-OcmClusterSetMember shop five, six
            Get-Row (Get-OcmClusterSet shop | Sync-OcmWork web $map) | Should -Be 'five Created', 'six Created'
            $work = Get-OcmWork web five
            $work.ManagedBy, $work.Owner | Should -Be ClusterSet, shop
            Remove-OcmClusterSetMember shop six -WarningAction SilentlyContinue
            Get-Row (Sync-OcmWork web $map -ClusterSet shop) | Should -Be 'five Unchanged', 'six Removed'
            Get-OcmWork web one | Should -Not -BeNullOrEmpty
        }
        finally { Remove-OcmClusterSetMember shop five, six -ErrorAction Ignore -WarningAction SilentlyContinue; Remove-OcmClusterSet shop }
    }

    It 'makes one plan of all clusters that are piped, and takes none away' {
        [void](New-OcmWork web $map -Cluster six)
        Clear-SentRequest
        Get-Row ('one', 'two', 'one' | Sync-OcmWork web $map) | Should -Be 'one Created', 'two Created'
        Get-Row (Sync-OcmWork web $map -Cluster one) | Should -Be 'one Unchanged'
        Get-Place | Should -Be one, six, two
        (Get-OcmWork web one).ManagedBy | Should -Be User
    }

    It 'takes manifests from the pipeline' {
        Get-Row (Get-ConfigMapText | Sync-OcmWork web -Placement default/web) | Should -Be 'one Created', 'three Created', 'two Created'
    }

    It 'does nothing for an empty pipeline of <Kind>' -ForEach @(
        @{ Kind = 'manifests'; Do = { @() | Sync-OcmWork web -Placement default/web } }
        @{ Kind = 'placements'; Do = { Get-OcmPlacement nobody* | Sync-OcmWork web $map } }
    ) {
        [void](Sync-OcmWork web $map -Placement default/web)
        Clear-SentRequest
        & $Do | Should -BeNullOrEmpty
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'writes works for a cluster that is offline, and goes on' {
        [void](Invoke-OcmRestMethod -Method Patch /sandbox/v1/clusters/two -Body '{"offline":true}')
        try {
            Get-Row (Sync-OcmWork web $map -Placement default/web) | Should -Be 'one Created', 'three Created', 'two Created'
            $failed = Get-Failure { Sync-OcmWork web $map -Placement default/web -Wait -TimeoutSec 2 }
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'WaitTimeout,*'
            $failed[0].TargetObject | Should -Be two
        }
        finally { Enable-Cluster two }
    }

    It 'waits with -Wait for what it brought and for what was there' {
        [void](Sync-OcmWork web $map -Placement default/web -Wait -TimeoutSec 20)
        (Get-OcmWork web).Ready | Select-Object -Unique | Should -BeTrue
        (Sync-OcmWork web $map -Placement default/web -Wait -TimeoutSec 20).Action | Select-Object -Unique | Should -Be Unchanged
    }

    It 'puts labels of the user beside its own' {
        [void](Sync-OcmWork web $map -Placement default/web -Label @{ team = 'shop' })
        (Get-OcmWork web one).Labels.team | Should -Be shop
        (Get-Failure { Sync-OcmWork web $map -Placement default/web -Label @{ 'ocmpowershell.io/placement' = 'default.other' } })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }
}

Describe 'Sync-OcmWork asks before it changes' {
    BeforeEach { Set-Map 1; Select-Cluster one, two; [void](Sync-OcmWork web $map -Placement default/web); Set-Map 2; Select-Cluster two, three }
    AfterEach { Clear-Fault; Clear-Work }

    It 'shows one plan with -WhatIf and sends nothing that changes anything' {
        $script = "Import-Module '$ModulePath'; Sync-OcmWork web '$map' -Placement default/web -KubeConfig '$((Get-OcmSandbox).KubeConfig)' -WhatIf"
        $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $script 2>&1
        $said[0] | Should -BeLike 'What if: *1 to create, 1 to update, 1 to remove.'
        $said[1..3] | Should -Be 'What if: Create in 1 cluster: three', 'What if: Update in 1 cluster: two', 'What if: Remove from 1 cluster: one'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'returns nothing with -WhatIf' {
        Sync-OcmWork web $map -Placement default/web -WhatIf | Should -BeNullOrEmpty
        & { $WhatIfPreference = $true; Sync-OcmWork web $map -Placement default/web } | Should -BeNullOrEmpty
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'asks the server with -DryRun, and says what would be' {
        $changes = Sync-OcmWork web $map -Placement default/web -DryRun
        Get-Row $changes | Should -Be 'one Removed', 'three Created', 'two Updated'
        $changes.DryRun | Select-Object -Unique | Should -BeTrue
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        @(Get-SentRequest | Where-Object IsDryRun) | Should -HaveCount 3
        Get-Place | Should -Be one, two
        (Get-Failure { Sync-OcmWork web $map -Placement default/web -DryRun -Wait })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }
}

Describe 'Sync-OcmWork when something fails' {
    BeforeEach { Set-Map 1; Select-Cluster one, two, three }
    AfterEach { Clear-Fault; Clear-Work }

    It 'is one error and one row for a cluster that a webhook refuses, and the next run does the rest' {
        [void](Add-Fault Status 403, 'Forbidden', 'admission webhook "w" denied the request: not here' -Method POST -Path namespaces/two/)
        $changes = Sync-OcmWork web $map -Placement default/web -ErrorVariable failed -ErrorAction SilentlyContinue -WarningVariable warned -WarningAction SilentlyContinue
        Get-Row $changes | Should -Be 'one Created', 'three Created', 'two Failed'
        ($changes | Where-Object Cluster -EQ two).Error | Should -BeLike '*not here*'
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'Forbidden,OcmPowerShell.Commands.SyncOcmWorkCommand'
        $failed[0].TargetObject | Should -Be two
        $warned | Should -HaveCount 1
        "$warned" | Should -BeLike '*2 created, 1 failed*two*same command*'
        Clear-Fault
        Get-Row (Sync-OcmWork web $map -Placement default/web) | Should -Be 'one Unchanged', 'three Unchanged', 'two Created'
    }

    It 'comes back to a hub that is busy (503 with Retry-After) and re-reads after a conflict (409)' {
        [void](Add-Fault Status 503, 'ServiceUnavailable', 'busy', 0 -Method POST -Count 2)
        Get-Row (Sync-OcmWork web $map -Placement default/web) | Should -Be 'one Created', 'three Created', 'two Created'
        Set-Map 2
        [void](Add-Fault Status 409, 'Conflict', 'the object has been modified' -Method PATCH -Count 3)
        Get-Row (Sync-OcmWork web $map -Placement default/web) | Should -Be 'one Updated', 'three Updated', 'two Updated'
    }

    It 'refuses works of others, each with an error that says how to hand it over' {
        [void](New-OcmWork web $map -Cluster one)
        [void](New-OcmWork web $map -Cluster two -Label @{ 'ocmpowershell.io/placement' = 'default.other' })
        [void](New-OcmWork web $map -Cluster six -Label @{ 'ocmpowershell.io/placement' = 'default.other' })
        $changes = Sync-OcmWork web $map -Placement default/web -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        Get-Row $changes | Should -Be 'one Failed', 'three Created', 'two Failed'
        $failed.FullyQualifiedErrorId | Select-Object -Unique | Should -BeLike 'ManagedByOther,*'
        $failed[0].CategoryInfo.Category | Should -Be PermissionDenied
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike "*Set-OcmWork -Label @{ 'ocmpowershell.io/placement' = 'default.web' }*"
        Get-OcmWork web six | Should -Not -BeNullOrEmpty
    }

    It 'changes works of others with -IncludeManaged, and leaves them theirs' {
        [void](New-OcmWork web $map -Cluster one)
        Set-Map 2
        (Sync-OcmWork web $map -Placement default/web -IncludeManaged | Where-Object Cluster -EQ one).Action | Should -Be Updated
        (Get-OcmWork web one).ManagedBy | Should -Be User
        Select-Cluster two, three
        Sync-OcmWork web $map -Placement default/web -IncludeManaged | Where-Object Cluster -EQ one | Should -BeNullOrEmpty
        Get-OcmWork web one | Should -Not -BeNullOrEmpty
    }

    It 'ends in the same state when it was killed half-way and run again' {
        [void](Sync-OcmWork web $map -Placement default/web)
        Set-Map 2
        Select-Cluster two, three, four, five
        [void](Add-Fault Stall -Method PATCH -Path namespaces/three/)
        $stopped = Measure-Stop 'param($map, $config) Sync-OcmWork web $map -Placement default/web -KubeConfig $config' @{ map = $map; config = (Get-OcmSandbox).KubeConfig } { Get-OpenRequest | Where-Object Method -EQ PATCH }
        $stopped.Begun | Should -BeTrue
        $stopped.Milliseconds | Should -BeLessThan 1000
        Clear-Fault
        $changes = Sync-OcmWork web $map -Placement default/web
        $changes.Action | Should -Not -Contain Failed
        Wait-Until { (Get-OcmWork web).Cluster -notcontains 'one' } | Should -BeTrue
        Get-Place | Should -Be five, four, three, two
        (Get-OcmWork web | Group-Object ManifestHash) | Should -HaveCount 1
    }
}

Describe 'Sync-OcmWork does not wipe a fleet' {
    BeforeAll {
        function Assert-Untouched {
            Get-SentRequest -Changing | Should -BeNullOrEmpty
            Get-Place | Should -Be one, three, two
        }
    }
    BeforeEach { Set-Map 1; Select-Cluster one, two, three; [void](Sync-OcmWork web $map -Placement default/web); Clear-SentRequest }
    AfterEach { Clear-Fault; Clear-Work }

    It 'is EmptyTarget for <Kind>' -ForEach @(
        @{ Kind = 'an unset -Placement'; Do = { Sync-OcmWork web $map -Placement $nobody -MaxRemove 100% -AllowEmpty } }
        @{ Kind = 'an empty -Placement'; Do = { Sync-OcmWork web $map -Placement '' -MaxRemove 100% -AllowEmpty } }
        @{ Kind = 'an unset -Cluster'; Do = { Sync-OcmWork web $map -Cluster $nobody -MaxRemove 100% -AllowEmpty } }
        @{ Kind = 'an unset -ClusterSet'; Do = { Sync-OcmWork web $map -ClusterSet $nobody -MaxRemove 100% -AllowEmpty } }
        @{ Kind = 'an unset -Name'; Do = { Sync-OcmWork $nobody $map -Placement default/web -MaxRemove 100% -AllowEmpty } }
        @{ Kind = 'a piped $null'; Do = { $null | Sync-OcmWork web $map -MaxRemove 100% -AllowEmpty } }
        @{ Kind = 'no target'; Do = { Sync-OcmWork web $map -MaxRemove 100% -AllowEmpty } }
    ) {
        (Get-Failure $Do)[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Assert-Untouched
    }

    It 'refuses two kinds of targets, wildcards, and manifests that are none (<Id>)' -ForEach @(
        @{ Id = 'InvalidArgument'; Do = { Sync-OcmWork web $map -Placement default/web -Cluster one } }
        @{ Id = 'InvalidArgument'; Do = { 'one' | Sync-OcmWork web $map -Placement default/web } }
        @{ Id = 'WildcardNotSupported'; Do = { Sync-OcmWork web $map -Placement 'default/*' } }
        @{ Id = 'WildcardNotSupported'; Do = { Sync-OcmWork web $map -Cluster '*' } }
        @{ Id = 'NoManifest'; Do = { Sync-OcmWork web (Out-TestFile empty.yml "# nothing`n---`n") -Placement default/web } }
        @{ Id = 'NoManifest'; Do = { '---' | Sync-OcmWork web -Placement default/web } }
        @{ Id = 'InvalidArgument'; Do = { Sync-OcmWork web $map -Placement default/web -MaxRemove many } }
        @{ Id = 'NotFound'; Do = { Sync-OcmWork web $map -Placement default/nobody } }
    ) {
        (Get-Failure $Do)[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Assert-Untouched
    }

    It 'removes nothing when the placement selects nothing' {
        Select-Cluster @()
        $failed = Get-Failure { Sync-OcmWork web $map -Placement default/web }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NoClusterSelected,*'
        $failed[0].TargetObject | Should -Be default/web
        "$($failed[0])" | Should -BeLike '*Nothing was changed*'
        Assert-Untouched
    }

    It 'removes nothing when too many would go, and says how many, which, and what to pass' {
        Select-Cluster three
        $changes = Sync-OcmWork web $map -Placement default/web -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        Get-Row $changes | Should -Be 'one Failed', 'three Unchanged', 'two Failed'
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'TooManyRemovals,*'
        $failed[0].CategoryInfo.Category | Should -Be LimitsExceeded
        "$($failed[0])" | Should -BeLike '*2 of the 3 clusters*one, two*Nothing was removed*'
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*-MaxRemove 2*'
        Assert-Untouched
        Get-Row (Sync-OcmWork web $map -Placement default/web -MaxRemove 2) | Should -Be 'one Removed', 'three Unchanged', 'two Removed'
    }

    It 'removes nothing with -MaxRemove 0, and one of three by default' {
        Select-Cluster one, two
        (Get-Failure { Sync-OcmWork web $map -Placement default/web -MaxRemove 0 })[0].FullyQualifiedErrorId | Should -BeLike 'TooManyRemovals,*'
        Assert-Untouched
        Get-Row (Sync-OcmWork web $map -Placement default/web) | Should -Be 'one Unchanged', 'three Removed', 'two Unchanged'
    }

    It 'removes nothing with -NoPrune' {
        Select-Cluster one, four
        Get-Row (Sync-OcmWork web $map -Placement default/web -NoPrune) | Should -Be 'four Created', 'one Unchanged'
        Get-Place | Should -Be four, one, three, two
    }

    It 'needs -AllowEmpty and -MaxRemove to take it away everywhere' {
        Select-Cluster @()
        (Get-Failure { Sync-OcmWork web $map -Placement default/web -AllowEmpty })[0].FullyQualifiedErrorId | Should -BeLike 'TooManyRemovals,*'
        (Get-Failure { Sync-OcmWork web $map -Placement default/web -MaxRemove 100% })[0].FullyQualifiedErrorId | Should -BeLike 'NoClusterSelected,*'
        Assert-Untouched
        (Sync-OcmWork web $map -Placement default/web -AllowEmpty -MaxRemove 100%).Action | Select-Object -Unique | Should -Be Removed
    }

    It 'removes nothing when works cannot be listed (403), and looks at each cluster with -NoPrune' {
        Select-Cluster one, four
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Method GET -Path work.open-cluster-management.io/v1/manifestworks)
        $failed = Get-Failure { Sync-OcmWork web $map -Placement default/web -MaxRemove 100% }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        "$($failed[0])" | Should -BeLike '*-NoPrune*'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Get-Row (Sync-OcmWork web $map -Placement default/web -NoPrune) | Should -Be 'four Created', 'one Unchanged'
    }

    It 'goes on with the next placement when one cannot be delivered to' {
        [void](New-OcmPlacement default/none -LabelSelector env=none)
        try {
            $changes = 'default/none', 'default/web' | ForEach-Object { Get-OcmPlacement $_ } | Sync-OcmWork web $map -ErrorVariable failed -ErrorAction SilentlyContinue
            Get-Row $changes | Should -Be 'one Unchanged', 'three Unchanged', 'two Unchanged'
            $failed.FullyQualifiedErrorId | Should -BeLike 'NoClusterSelected,*'
        }
        finally { Remove-OcmPlacement default/none }
    }
}

Describe 'Sync-OcmWork fits manifests to clusters, and splits them' {
    BeforeEach { Set-Map 1; Select-Cluster one, two, three }
    AfterEach { Clear-Fault; Clear-Work }

    It 'runs -Transform for each cluster, with the cluster as it is' {
        $fit = { param($Manifest, $Cluster) $Manifest.data.value = "$($Cluster.Name) $($Cluster.Labels.env)" }
        Get-Row (Sync-OcmWork web $map -Placement default/web -Transform $fit) | Should -Be 'one Created', 'three Created', 'two Created'
        $values = Get-OcmWork web -IncludeJson | ForEach-Object { ($_.Json | ConvertFrom-Json).spec.workload.manifests[0].data.value } | Sort-Object
        $values | Should -Be 'one prod', 'three prod', 'two prod'
        Clear-SentRequest
        (Sync-OcmWork web $map -Placement default/web -Transform $fit).Action | Select-Object -Unique | Should -Be Unchanged
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'leaves a cluster as it is for which -Transform fails, or leaves nothing' {
        [void](Sync-OcmWork web $map -Placement default/web)
        $changes = Sync-OcmWork web $map -Placement default/web -MaxRemove 100% -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction SilentlyContinue -Transform {
            param($Manifest, $Cluster)
            if ($Cluster.Name -eq 'one') { throw 'no luck' }
            if ($Cluster.Name -eq 'two') { return $null }
            $Manifest.data.value = '2'
        }
        Get-Row $changes | Should -Be 'one Failed', 'three Updated', 'two Failed'
        $failed.FullyQualifiedErrorId | Select-Object -Unique | Should -BeLike 'TransformFailed,*'
        $failed.TargetObject | Sort-Object | Should -Be one, two
        Get-Place | Should -Be one, three, two
    }

    It 'splits what is too large, keeps the parts together, and takes away those that are needed no more' {
        $big = { param($Count) (1..$Count | ForEach-Object { Get-ConfigMapText "big$_" ('x' * 200000) }) -join "---`n" }
        (Get-Failure { & $big 4 | Sync-OcmWork web -Cluster one })[0].FullyQualifiedErrorId | Should -BeLike 'ManifestsTooLarge,*'
        (& $big 4 | Sync-OcmWork web -Cluster one -Split | ForEach-Object ToString) | Should -Be 'one/web Created', 'one/web-2 Created'
        (& $big 4 | Sync-OcmWork web -Cluster one -Split).Action | Select-Object -Unique | Should -Be Unchanged
        (& $big 2 | Sync-OcmWork web -Cluster one -Split -TimeoutSec 20 | ForEach-Object ToString) | Should -Be 'one/web Unchanged', 'one/web-2 Removed'
        Wait-Until { (Get-OcmWork -Cluster one).Name -notcontains 'web-2' } | Should -BeTrue
    }

    It 'takes a part that another delivery made for somebody else''s' {
        [void](New-OcmWork web-2 $map -Cluster one -Label @{ 'ocmpowershell.io/part-of' = 'other' })
        (Get-Failure { Sync-OcmWork web-2 $map -Cluster one })[0].FullyQualifiedErrorId | Should -BeLike 'ManagedByOther,*'
    }
}

Describe 'Sync-OcmWork in a nightly script' {
    AfterEach { Clear-Work }

    It 'delivers each folder, waits, and its exit code tells' {
        Select-Cluster one, two
        [void](Out-TestFile apps/web/map.yml (Get-ConfigMapText web))
        [void](Out-TestFile apps/shop/deep/map.yml (Get-ConfigMapText shop))
        $nightly = Out-TestFile nightly.ps1 @"
`$ErrorActionPreference = 'Stop'
Import-Module '$ModulePath'
Connect-OcmHub -KubeConfig '$((Get-OcmSandbox).KubeConfig)'
`$changes = Get-ChildItem '$TestDrive/apps' -Directory | ForEach-Object {
    Sync-OcmWork `$_.Name -Path `$_ -Recurse -Placement default/web -MaxRemove 10% -ErrorAction Continue -ErrorVariable +bad }
`$changes | Where-Object Action -in Created, Updated | Wait-OcmWork -For Ready -TimeoutSec 20 -ErrorAction Continue -ErrorVariable +bad | Out-Null
`$changes | ForEach-Object { "`$_" }
if (`$bad) { exit 1 }
"@
        $shell = (Get-Process -Id $PID).Path
        $said = & $shell -NoProfile -NonInteractive -File $nightly 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        $said | Sort-Object | Should -Be 'one/shop Created', 'one/web Created', 'two/shop Created', 'two/web Created'
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Method PATCH -Path namespaces/two/manifestworks/shop)
        [void](Out-TestFile apps/shop/deep/map.yml (Get-ConfigMapText shop 2))
        $said = & $shell -NoProfile -NonInteractive -File $nightly 2>&1
        $LASTEXITCODE | Should -Be 1
        "$said" | Should -BeLike '*two/shop Failed*'
        Clear-Fault
        [void](& $shell -NoProfile -NonInteractive -File $nightly 2>&1)
        $LASTEXITCODE | Should -Be 0
    }
}

Describe 'Sync-OcmWork binds what names a place' {
    It 'takes <Kind>' -ForEach @(
        @{ Kind = 'names of clusters'; Make = { 'one' } }
        @{ Kind = 'clusters'; Make = { Get-OcmCluster one } }
        @{ Kind = 'rows of decisions, as clusters'; Make = { Select-Cluster one; Get-OcmPlacementDecision default/web } }
        @{ Kind = 'a copy of a placement'; Make = { Select-Cluster one; Get-OcmPlacement default/web | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ Kind = 'a kubectl placement'; Make = { Select-Cluster one; [pscustomobject]@{ kind = 'Placement'; metadata = [pscustomobject]@{ name = 'web'; namespace = 'default' } } } }
    ) {
        $piped = & $Make
        Get-Row ($piped | Sync-OcmWork web $map -DryRun) | Should -Be 'one Created'
    }

    It 'refuses <Kind>' -ForEach @(
        @{ Kind = 'works'; Make = { [pscustomobject]@{ Name = 'web'; Cluster = 'one'; ManifestCount = 1 } } }
        @{ Kind = 'changes'; Make = { [pscustomobject]@{ Work = 'web'; Cluster = 'one'; Action = 'Created' } } }
        @{ Kind = 'numbers of nothing'; Make = { [pscustomobject]@{ Answer = 42 } } }
    ) {
        $piped = & $Make
        (Get-Failure { $piped | Sync-OcmWork web $map -DryRun })[0].FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
    }
}
