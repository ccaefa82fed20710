BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    $both = (Get-DeploymentText) + "`n---`n" + (Get-ConfigMapText)
    [void]($both | New-OcmWork web -Cluster one, two -Wait -TimeoutSec 20)
    [void](Get-DeploymentText bad 'broken:1' | New-OcmWork bad -Cluster one -Wait -WaitFor Available -TimeoutSec 20)
}

AfterAll { Exit-Sandbox }

Describe 'Get-OcmWorkManifest' {
    BeforeEach { Clear-Fault; Clear-SentRequest }

    It 'shows one row a manifest, with what became of it' {
        $rows = Get-OcmWorkManifest web -Cluster one
        $rows | Should -HaveCount 2
        $rows | Should -BeOfType OcmPowerShell.Hub.Model.WorkManifest
        $rows[0].Work, $rows[0].Cluster, $rows[0].Ordinal | Should -Be web, one, 0
        $rows[0].Group, $rows[0].Version, $rows[0].Kind, $rows[0].Resource | Should -Be apps, v1, Deployment, deployments
        $rows[0].ResourceNamespace, $rows[0].ResourceName | Should -Be default, nginx
        $rows[0].Applied, $rows[0].Available, $rows[0].Ready | Should -Be $true, $true, $true
        $rows[0].Hub | Should -Be "$((Get-OcmHub)[0])"
    }

    It 'has feedback as a dictionary of numbers and texts' {
        $feedback = (Get-OcmWorkManifest web one)[0].Feedback
        $feedback.ReadyReplicas | Should -Be 2
        $feedback['ReadyReplicas'] | Should -BeOfType long
    }

    It 'says what a manifest waits for' {
        $row = Get-OcmWorkManifest bad one
        $row.Ready | Should -BeFalse
        $row.Message | Should -Not -BeNullOrEmpty
    }

    It 'has no property that would bind as a name' {
        (Get-OcmWorkManifest web one)[0].PSObject.Properties.Name | Should -Not -Contain Name
    }

    It 'takes names with wildcards, and all clusters when none is named' {
        Get-OcmWorkManifest 'w*' | Should -HaveCount 4
        Get-OcmWorkManifest web -Cluster 't*' | Should -HaveCount 2
        Get-OcmWorkManifest | Should -HaveCount 5
    }

    It 'takes piped <Kind>' -ForEach @(
        @{ Kind = 'works'; Run = { Get-OcmWork web | Get-OcmWorkManifest }; Count = 4 }
        @{ Kind = 'clusters'; Run = { Get-OcmCluster one | Get-OcmWorkManifest }; Count = 3 }
        @{ Kind = 'names of clusters'; Run = { 'two' | Get-OcmWorkManifest web }; Count = 2 }
        @{ Kind = 'CSV copies of works'; Run = { Get-OcmWork web | ConvertTo-Csv | ConvertFrom-Csv | Get-OcmWorkManifest }; Count = 4 }
        @{ Kind = 'kubectl objects'; Run = { (Get-OcmWork web two -IncludeJson).Json | ConvertFrom-Json | Get-OcmWorkManifest }; Count = 2 }
        @{ Kind = 'works as an argument'; Run = { Get-OcmWorkManifest -Work (Get-OcmWork web) }; Count = 4 }
    ) {
        & $Run | Should -HaveCount $Count
    }

    It 'takes rows that name a work, and not those of single manifests' {
        $rows = [OcmPowerShell.Hub.Model.WorkChange]@{ Cluster = 'one'; Work = 'web'; Action = 'Updated' }, @{ Cluster = 'two'; Work = 'web' }
        ($rows | Get-OcmWorkManifest).Cluster | Should -Be one, one, two, two
        (Get-Failure { Get-OcmWorkManifest web -Cluster one | Get-OcmWorkManifest })[0].FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
    }

    It 'reads piped works anew' {
        $old = Get-OcmWork web one
        $old.Manifests[0].Feedback.Clear()
        ($old | Get-OcmWorkManifest)[0].Feedback.Count | Should -BeGreaterThan 0
    }

    It 'is a NotFound error for a work that is gone, and the others are shown' {
        $gone = Get-ConfigMapText | New-OcmWork gone -Cluster one
        Remove-OcmWork gone one -Wait -TimeoutSec 20
        $rows = @($gone) + @(Get-OcmWork bad one) | Get-OcmWorkManifest -ErrorAction SilentlyContinue -ErrorVariable failed
        $rows | Should -HaveCount 1
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.GetOcmWorkManifestCommand'
        $failed[0].TargetObject | Should -Be $gone
    }

    It 'completes -Name and -Cluster' {
        Get-Completion 'Get-OcmWorkManifest -Cluster one -Name ' | Should -Be bad, web
        Get-Completion 'Get-OcmWorkManifest web -Cluster t' | Should -Be two
    }
}
