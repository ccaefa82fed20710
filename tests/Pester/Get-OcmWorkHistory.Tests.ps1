BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    function Set-Web([int] $Value, [string[]] $Cluster = @('one', 'two'), [hashtable] $With = @{}) {
        $file = Out-TestFile "web-$Value.yml" (Get-ConfigMapText -Value $Value)
        New-OcmWork web $file -Cluster $Cluster -Force @With
    }
    function Get-HistorySecret([string] $Cluster = 'one') {
        @((Invoke-OcmRestMethod "/api/v1/namespaces/$Cluster/secrets").items | Where-Object type -EQ 'ocmpowershell.io/work-history')
    }
}

AfterAll { Exit-Sandbox }

Describe 'Get-OcmWorkHistory lists the states of works' {
    BeforeAll { 1..3 | ForEach-Object { [void](Set-Web $_) } }
    AfterEach { Clear-Fault }
    AfterAll { Clear-Work }

    It 'shows the present state and the former ones, the newest first' {
        $rows = @(Get-OcmWorkHistory web one)
        $rows | Should -HaveCount 3
        $rows.Revision | Should -Be 3, 2, 1
        $rows.IsCurrent | Should -Be $true, $false, $false
        $rows[0].ManifestHash | Should -Be (Get-OcmWork web one).ManifestHash
        @($rows.ManifestHash | Select-Object -Unique) | Should -HaveCount 3
        $rows[2].By | Should -Be OcmPowerShell
        $rows[2].ReplacedBy | Should -BeLike 'New-OcmWork as *'
        $rows[0].ReplacedBy | Should -BeNullOrEmpty
        $rows[2].Created | Should -BeLessOrEqual $rows[1].Created
        $rows[2].Created.Kind | Should -Be Utc
        $rows[1].ManifestCount | Should -Be 1
        $rows[1].SizeBytes | Should -BeGreaterThan 50
        $rows[1].Cluster, $rows[1].Work, $rows[1].Hub | Should -Be one, web, (Get-OcmHub).Identity
    }

    It 'takes <Kind>' -ForEach @(
        @{ Kind = 'all works'; Run = { Get-OcmWorkHistory }; Count = 6 }
        @{ Kind = 'a name in all clusters'; Run = { Get-OcmWorkHistory web }; Count = 6 }
        @{ Kind = 'wildcards'; Run = { Get-OcmWorkHistory w* t* }; Count = 3 }
        @{ Kind = 'piped clusters'; Run = { Get-OcmCluster | Get-OcmWorkHistory web }; Count = 6 }
        @{ Kind = 'piped works'; Run = { Get-OcmWork web one | Get-OcmWorkHistory }; Count = 3 }
        @{ Kind = 'CSV copies of works'; Run = { Get-OcmWork | ConvertTo-Csv | ConvertFrom-Csv | Get-OcmWorkHistory }; Count = 6 }
        @{ Kind = 'an empty pipeline'; Run = { Get-OcmWork no* | Get-OcmWorkHistory }; Count = 0 }
    ) { & $Run | Should -HaveCount $Count }

    It 'gives the manifests as YAML, from which the state can be made again' {
        $old = Get-OcmWorkHistory web one -IncludeManifest | Where-Object Revision -EQ 1
        $old.Json | Should -BeNullOrEmpty
        $old.Manifest | Should -Match 'kind: ConfigMap'
        ($old.Manifest | ConvertTo-OcmWork again).spec.workload.manifests.data.value | Should -Be '1'
        (Get-OcmWorkHistory web one -IncludeManifest)[0].Manifest | Should -Match 'value: "3"'
    }

    It 'gives the whole spec as JSON' {
        $row = Get-OcmWorkHistory web one -IncludeJson | Where-Object Revision -EQ 2
        ($row.Json | ConvertFrom-Json).workload.manifests[0].data.value | Should -Be '2'
        @((Get-OcmWorkHistory web one).Json | Where-Object { $_ }) | Should -BeNullOrEmpty
    }

    It 'asks the hub for no more than it shows' {
        Clear-SentRequest
        [void](Get-OcmWorkHistory web one)
        @(Get-SentRequest) | Should -HaveCount 2
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'says which right is missing, and goes on with the others' {
        [void](Add-Fault Status 403, 'Forbidden', 'secrets is forbidden' -Path namespaces/one/secrets)
        $rows = @()
        $failed = Get-Failure { Get-OcmWorkHistory web -OutVariable rows }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'Forbidden,OcmPowerShell.Commands.GetOcmWorkHistoryCommand'
        $failed[0].CategoryInfo.Category | Should -Be PermissionDenied
        "$($failed[0])" | Should -BeLike "*one/web*list secrets in namespace 'one'*"
        "$($failed[0].ErrorDetails.RecommendedAction)" | Should -BeLike '*secrets*'
        @(Get-OcmWorkHistory web -ErrorAction Ignore).Cluster | Should -Be two, two, two
    }

    It 'refuses <Case>' -ForEach @(
        @{ Case = 'an empty name'; Run = { Get-OcmWorkHistory $null }; Id = 'EmptyTarget' }
        @{ Case = 'an empty cluster'; Run = { Get-OcmWorkHistory web -Cluster $null }; Id = 'EmptyTarget' }
        @{ Case = 'a work that is not there'; Run = { Get-OcmWorkHistory nothing one }; Id = 'NotFound' }
    ) { (Get-Failure $Run)[0].FullyQualifiedErrorId | Should -BeLike "$Id,*" }

    It 'binds to no cmdlet that deletes or changes clusters' {
        "$(Get-Failure { Get-OcmWorkHistory web one | Remove-OcmWork -WhatIf })" | Should -Match 'cannot be bound'
        "$(Get-Failure { Get-OcmWorkHistory web one | ConvertTo-Csv | ConvertFrom-Csv | Remove-OcmWork -WhatIf })" | Should -Match 'cannot be bound'
        "$(Get-Failure { Get-OcmWorkHistory web one | Remove-OcmCluster -WhatIf })" | Should -Match 'cannot be bound'
    }

    It 'goes to Clixml and back' {
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-OcmWorkHistory web one)))
        $copy.Revision | Should -Be 3, 2, 1
        ($copy | Format-Table | Out-String) | Should -Match 'Work: one/web'
    }

    It 'completes names and clusters' {
        Get-Completion 'Get-OcmWorkHistory ' | Should -Be web
        Get-Completion 'Get-OcmWorkHistory web -Cluster ' | Should -Be one, two
    }
}

Describe 'What is kept of works' {
    AfterEach { Clear-Fault; Clear-Work }

    It 'is what -HistoryLimit says, the newest' {
        1..5 | ForEach-Object { [void](Set-Web $_ one @{ HistoryLimit = 2 }) }
        (Get-OcmWorkHistory web one).Revision | Should -Be 5, 4, 3
        [void](Set-Web 6 one @{ HistoryLimit = 0 })
        (Get-OcmWorkHistory web one).Revision | Should -Be 6, 4, 3
    }

    It 'is what <Cmdlet> replaces, as its -HistoryLimit says' -ForEach @(
        @{ Cmdlet = 'New-OcmWork'; Change = { param($File, $More) New-OcmWork web $File -Cluster one -Force @More } }
        @{ Cmdlet = 'Set-OcmWork'; Change = { param($File, $More) Set-OcmWork web $File -Cluster one @More } }
        @{ Cmdlet = 'Undo-OcmWork'; Change = { param($File, $More) Undo-OcmWork web one @More } }
    ) {
        1, 2 | ForEach-Object { [void](Set-Web $_ one) }
        $file = Out-TestFile changed.yml (Get-ConfigMapText -Value 3)
        [void](& $Change $file @{ HistoryLimit = 1 })
        $rows = @(Get-OcmWorkHistory web one)
        $rows.Revision | Should -Be 3, 2
        $rows[1].ReplacedBy | Should -BeLike "$Cmdlet as *"
        [void](& $Change (Out-TestFile changed.yml (Get-ConfigMapText -Value 4)) @{ HistoryLimit = 0 })
        (Get-OcmWorkHistory web one).Revision | Should -Be 4, 2
    }

    It 'is nothing of a change of labels, of -DryRun and of -WhatIf' {
        [void](Set-Web 1 one)
        [void](Set-Web 1 one @{ Label = @{ a = 'b' } })
        [void](Set-Web 2 one @{ DryRun = $true })
        [void](Set-Web 2 one @{ WhatIf = $true })
        Get-HistorySecret | Should -BeNullOrEmpty
    }

    It 'is missed with one warning a command where Secrets may not be written, and the change is made' {
        [void](Set-Web 1)
        [void](Add-Fault Status 403, 'Forbidden', 'secrets is forbidden' -Method POST -Path secrets)
        $works = Set-Web 2 -With @{ WarningVariable = 'warned'; WarningAction = 'SilentlyContinue' }
        $works | Should -HaveCount 2
        New-OcmWork web (Out-TestFile w.yml (Get-ConfigMapText -Value 3)) -Cluster one, two -Force -WarningVariable warned -WarningAction SilentlyContinue | Should -HaveCount 2
        $warned | Should -HaveCount 1
        "$warned" | Should -BeLike '*403*secrets*-HistoryLimit 0*'
        (Get-OcmWork web).Generation | Should -Be 3, 3
    }

    It 'stops the change of one cluster where the hub fails, and not of the others' {
        [void](Set-Web 1)
        [void](Add-Fault Status 500, 'InternalError', 'etcd is gone' -Method POST -Path one/secrets -Count 1)
        $failed = Get-Failure { Set-Web 2 }
        $failed | Should -HaveCount 1
        $failed[0].TargetObject | Should -Be one
        "$($failed[0])" | Should -BeLike '*was not changed*etcd is gone*-HistoryLimit 0*'
        (Get-OcmWork web one).Generation, (Get-OcmWork web two).Generation | Should -Be 1, 2
        [void](Set-Web 2)
        (Get-OcmWork web).Generation | Should -Be 2, 2
        (Get-OcmWorkHistory web).Revision | Should -Be 2, 1, 2, 1
    }

    It 'goes with the work, and a work of the same name has nothing of it' {
        1, 2 | ForEach-Object { [void](Set-Web $_ one) }
        Get-HistorySecret | Should -HaveCount 1
        Remove-OcmWork web one -Wait -TimeoutSec 20
        [void](Set-Web 3 one)
        (Get-OcmWorkHistory web one).Revision | Should -Be 1
        Wait-Until { -not (Get-HistorySecret) } | Should -BeTrue
    }
}
