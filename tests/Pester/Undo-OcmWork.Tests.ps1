BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    function Set-Web([int] $Value, [string[]] $Cluster = @('one', 'two'), [hashtable] $With = @{}) {
        [void](New-OcmWork web (Out-TestFile "web-$Value.yml" (Get-ConfigMapText -Value $Value)) -Cluster $Cluster -Force @With)
    }
    function Get-WebValue([string] $Cluster = 'one') { ((Get-OcmWork web $Cluster -IncludeJson).Json | ConvertFrom-Json).spec.workload.manifests[0].data.value }
    $works = '/apis/work.open-cluster-management.io/v1/namespaces/{0}/manifestworks/web'
}

AfterAll { Exit-Sandbox }

Describe 'Undo-OcmWork brings former states back' {
    BeforeEach { 1..3 | ForEach-Object { Set-Web $_ }; Clear-SentRequest }
    AfterEach { Clear-Fault; Clear-Work }

    It 'goes back by one, says nothing, and twice goes forth and back' {
        Undo-OcmWork web one | Should -BeNullOrEmpty
        Get-WebValue | Should -Be 2
        Get-WebValue two | Should -Be 3
        Undo-OcmWork web one
        Get-WebValue | Should -Be 3
        Undo-OcmWork web one
        Get-WebValue | Should -Be 2
        (Get-OcmWorkHistory web one).Revision | Should -Be 6, 5, 4, 3, 2, 1
    }

    It 'takes <Kind>' -ForEach @(
        @{ Kind = 'piped works'; Run = { Get-OcmWork web | Undo-OcmWork } ; One = 2; Two = 2 }
        @{ Kind = 'CSV copies of works'; Run = { Get-OcmWork web one | ConvertTo-Csv | ConvertFrom-Csv | Undo-OcmWork }; One = 2; Two = 3 }
        @{ Kind = 'kubectl objects'; Run = { (Get-OcmWork web one -IncludeJson).Json | ConvertFrom-Json | Undo-OcmWork }; One = 2; Two = 3 }
        @{ Kind = 'piped clusters'; Run = { Get-OcmCluster | Undo-OcmWork web }; One = 2; Two = 2 }
        @{ Kind = 'wildcards'; Run = { Undo-OcmWork w* t* }; One = 3; Two = 2 }
        @{ Kind = 'a revision'; Run = { Undo-OcmWork web one -Revision 1 }; One = 1; Two = 3 }
        @{ Kind = 'a hash'; Run = { $hash = (Get-OcmWorkHistory web one)[2].ManifestHash; Undo-OcmWork web * -ManifestHash $hash }; One = 1; Two = 1 }
        @{ Kind = 'rows of the history'; Run = { Get-OcmWorkHistory web | Where-Object Revision -EQ 1 | Undo-OcmWork }; One = 1; Two = 1 }
        @{ Kind = 'CSV copies of rows'; Run = { Get-OcmWorkHistory web two | Where-Object Revision -EQ 2 | ConvertTo-Csv | ConvertFrom-Csv | Undo-OcmWork }; One = 3; Two = 2 }
        @{ Kind = 'rows as an argument'; Run = { Undo-OcmWork -Work (Get-OcmWorkHistory web one)[1] }; One = 2; Two = 3 }
        @{ Kind = 'the present revision, which changes nothing'; Run = { Undo-OcmWork web one -Revision 3 }; One = 3; Two = 3 }
        @{ Kind = 'a time after the last change, which changes nothing'; Run = { Undo-OcmWork web one -Before (Get-Date).AddHours(1) }; One = 3; Two = 3 }
        @{ Kind = 'nothing for an empty pipeline'; Run = { Get-OcmWork no* | Undo-OcmWork }; One = 3; Two = 3 }
    ) {
        & $Run
        Get-WebValue | Should -Be $One
        Get-WebValue two | Should -Be $Two
    }

    It 'brings one hash to clusters whose revisions differ' {
        Set-Web 4 two
        Set-Web 2 two
        Set-Web 5 two
        $hash = (Get-OcmWorkHistory web one | Where-Object Revision -EQ 2).ManifestHash
        Undo-OcmWork web * -ManifestHash $hash
        (Get-OcmWork web).ManifestHash | Should -Be $hash, $hash
    }

    It 'brings the whole spec back and leaves the labels' {
        [void](Invoke-OcmRestMethod -Method Patch ($works -f 'one') -Body '{"metadata":{"labels":{"team":"web"}},"spec":{"deleteOption":{"propagationPolicy":"Orphan"}}}')
        Undo-OcmWork web one -Revision 2 -PassThru | ForEach-Object { $_.PropagationPolicy, $_.Labels.team, $_.Generation } | Should -Be Foreground, web, 5
        Undo-OcmWork web one -PassThru | ForEach-Object PropagationPolicy | Should -Be Orphan
    }

    It 'shows with -WhatIf from what to what, and sends nothing that changes' {
        $before, $now = (Get-OcmWorkHistory web one)[1, 0].ManifestHash
        Undo-OcmWork web * -WhatIf
        Get-OcmWork | Undo-OcmWork -Revision 1 -WhatIf
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        $said = pwsh -NoProfile -NonInteractive -c "Import-Module '$ModulePath'; Undo-OcmWork web one -WhatIf -KubeConfig '$((Get-OcmSandbox).KubeConfig)'" | Out-String
        $said | Should -BeLike "*Bring back revision 2 (manifest hash $before) in place of revision 3 ($now)*web*one*"
    }

    It 'asks the server with -DryRun, and keeps nothing' {
        (Undo-OcmWork web one -DryRun -PassThru).ManifestHash | Should -Be (Get-OcmWorkHistory web one)[1].ManifestHash
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Get-WebValue | Should -Be 3
        (Get-Failure { Undo-OcmWork web one -DryRun -Wait })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'waits, and then returns the works' {
        $back = Undo-OcmWork web * -Wait -TimeoutSec 20 -PassThru
        $back.Ready | Should -Be $true, $true
        $back.Generation | Should -Be 4, 4
        Undo-OcmWork web one -Wait -WaitFor Applied -TimeoutSec 20 | Should -BeNullOrEmpty
        (Get-OcmWork web one).Applied | Should -BeTrue
    }

    It 'keeps no more than -HistoryLimit' {
        Undo-OcmWork web one -HistoryLimit 2
        (Get-OcmWorkHistory web one).Revision | Should -Be 4, 3, 2
    }

    It 'is one NoHistory error a work where there is nothing, and the others go on' {
        [void](New-OcmWork api (Out-TestFile api.yml (Get-ConfigMapText api)) -Cluster one)
        $failed = Get-Failure { Undo-OcmWork * one }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NoHistory,OcmPowerShell.Commands.UndoOcmWorkCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failed[0].TargetObject | Should -Be one
        "$($failed[0])" | Should -BeLike '*one/api*None is kept*'
        Get-WebValue | Should -Be 2
        (Get-Failure { Undo-OcmWork web one -Revision 99 })[0].FullyQualifiedErrorId | Should -BeLike 'NoHistory,*'
        (Get-Failure { Undo-OcmWork web one -Before '2020-01-01' })[0].FullyQualifiedErrorId | Should -BeLike 'NoHistory,*'
    }

    It 'refuses a whole history in the pipeline' {
        $failed = Get-Failure { Get-OcmWorkHistory web | Undo-OcmWork }
        $failed | Should -HaveCount 2
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'AmbiguousRevision,*'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'refuses two ways to name a state' {
        (Get-Failure { Undo-OcmWork web one -Revision 1 -ManifestHash a })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        (Get-Failure { Undo-OcmWork web one -Before (Get-Date) -ManifestHash a })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        Get-SentRequest | Should -BeNullOrEmpty
        (Get-Failure { Get-OcmWorkHistory web one | Select-Object -Last 1 | Undo-OcmWork -Revision 2 })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'refuses <Case>, and sends nothing' -ForEach @(
        @{ Case = 'an empty name'; Run = { Undo-OcmWork $null one } }
        @{ Case = 'an empty cluster'; Run = { Undo-OcmWork web -Cluster @() } }
    ) {
        (Get-Failure $Run)[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'wants a cluster beside a name' {
        { Undo-OcmWork web -ErrorAction Stop } | Should -Throw -ErrorId 'MissingMandatoryParameter*'
    }

    It 'refuses rows of manifests' {
        "$(Get-Failure { Get-OcmWorkManifest web one | Undo-OcmWork })" | Should -Match 'cannot be bound'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'goes on with the others when one cluster refuses' {
        [void](Add-Fault Status 403, 'Forbidden', 'a webhook said no' -Method PATCH -Path /two/)
        $failed = Get-Failure { Get-OcmWork web | Undo-OcmWork }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        $failed[0].TargetObject.Cluster | Should -Be two
        Get-WebValue | Should -Be 2
        Clear-Fault
        Undo-OcmWork web two
        Get-WebValue two | Should -Be 2
    }

    It 'tries again after a conflict, and leaves what was half-way able to be run again' {
        [void](Add-Fault Status 409, 'Conflict', 'modified' -Method PATCH -Path manifestworks -Count 2)
        Undo-OcmWork web one
        Get-WebValue | Should -Be 2
        Clear-Fault
        [void](Add-Fault Reset -Method PATCH -Path manifestworks -Count 1)
        [void](Get-Failure { Undo-OcmWork web one })
        Undo-OcmWork web one
        Get-WebValue | Should -Be 3
    }

    It 'gives the prompt back soon after Ctrl+C' {
        [void](Add-Fault Stall -Path secrets -Method GET)
        $stopped = Measure-Stop 'param($config) Undo-OcmWork web * -KubeConfig $config' @{ config = (Get-OcmSandbox).KubeConfig } -Once { Get-OpenRequest }
        Clear-Fault
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 2000
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }
}

Describe 'Undo-OcmWork changes only what was meant' {
    AfterEach { Clear-Fault; Clear-Work }

    It 'refuses a <Kind> of a work that was made again since' -ForEach @(
        @{ Kind = 'copy'; Get = { Get-OcmWork web one } }
        @{ Kind = 'row of the history'; Get = { (Get-OcmWorkHistory web one)[1] } }
    ) {
        1, 2 | ForEach-Object { Set-Web $_ one }
        $old = & $Get
        Remove-OcmWork web one -Wait -TimeoutSec 20
        1, 2 | ForEach-Object { Set-Web $_ one }
        $failed = Get-Failure { $old | Undo-OcmWork }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Conflict,*'
        Get-WebValue | Should -Be 2
    }

    It 'refuses a controller''s work unless -IncludeManaged is given' {
        1, 2 | ForEach-Object { Set-Web $_ one }
        [void](Invoke-OcmRestMethod -Method Patch ($works -f 'one') -Body '{"metadata":{"labels":{"open-cluster-management.io/addon-name":"hello"}}}')
        $failed = Get-Failure { Undo-OcmWork web one -WhatIf }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ManagedByOther,*'
        "$($failed[0])" | Should -BeLike '*hello*-IncludeManaged*'
        Get-WebValue | Should -Be 2
        Undo-OcmWork web one -IncludeManaged
        Get-WebValue | Should -Be 1
    }

    It 'refuses a work that is being deleted' {
        1, 2 | ForEach-Object { Set-Web $_ one }
        [void](Invoke-OcmRestMethod -Method Patch ($works -f 'one') -Body '{"metadata":{"finalizers":["test/hold"]}}')
        Remove-OcmWork web one
        (Get-Failure { Undo-OcmWork web one })[0].FullyQualifiedErrorId | Should -BeLike 'WorkDeleting,*'
        [void](Invoke-OcmRestMethod -Method Patch ($works -f 'one') -Body '{"metadata":{"finalizers":null}}')
    }

    It 'warns once of a <Kind> whose files bring the later state back' -ForEach @(
        @{ Kind = 'placement'; Label = @{ 'ocmpowershell.io/placement' = 'prod.web' } }
        @{ Kind = 'cluster set'; Label = @{ 'ocmpowershell.io/clusterset' = 'prod' } }
    ) {
        1, 2 | ForEach-Object { Set-Web $_ -With @{ Label = $Label } }
        Undo-OcmWork web * -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -HaveCount 1
        "$warned" | Should -BeLike "*$Kind*prod*Sync-OcmWork*"
        Get-WebValue | Should -Be 1
    }

    It 'warns of changes that were made without this module' {
        1, 2 | ForEach-Object { Set-Web $_ one }
        [void](Invoke-OcmRestMethod -Method Patch ($works -f 'one') -Body '{"spec":{"deleteOption":{"propagationPolicy":"Orphan"}}}')
        Undo-OcmWork web one -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*from revision 3 back to 1*'
        Get-WebValue | Should -Be 1
    }
}

Describe 'Completion on Undo-OcmWork' {
    BeforeAll { Set-Web 1 one }
    AfterAll { Clear-Work }

    It 'completes -Name and -Cluster' {
        Get-Completion 'Undo-OcmWork ' | Should -Be web
        Get-Completion 'Undo-OcmWork web -Cluster ' | Should -Be one, two
    }
}
