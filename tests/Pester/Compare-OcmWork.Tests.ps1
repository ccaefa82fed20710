BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one, two, three)

    function Get-SecretText([string] $Password) {
        "apiVersion: v1`nkind: Secret`nmetadata: { name: login, namespace: default }`nstringData:`n  password: `"$Password`"`n"
    }

    # What the files of a comparison say in a table, without colours.
    function Get-TableText($Rows, [int] $Width = 200) { $Rows | Out-String -Width $Width }

    function Get-FleetWork([string[]] $Cluster) { Get-OcmWork web | Where-Object Cluster -In $Cluster }
}

AfterAll { Exit-Sandbox }

Describe 'Compare-OcmWork' {
    BeforeAll {
        $same = Out-TestFile 'same/web.yml' ((Get-DeploymentText) + "`n---`n" + (Get-ConfigMapText))
        $other = Out-TestFile 'other/web.yml' ((Get-DeploymentText -Image nginx:1.28) + "`n---`n" + (Get-ConfigMapText -Value 2))
        [void](New-OcmWork web -Path $same -Cluster one, two)
    }

    BeforeEach { Clear-Fault; Clear-SentRequest }

    Context 'with files' {
        It 'returns nothing when all is as it should be' {
            Compare-OcmWork web -Path $same -Cluster one, two | Should -BeNullOrEmpty
        }

        It 'returns a row for each field that differs, with typed values' {
            $rows = Compare-OcmWork web -Path $other -Cluster one
            $rows | Should -BeOfType OcmPowerShell.Hub.Model.WorkDifference
            $rows | Should -HaveCount 2
            $rows[0].Hub | Should -Be "$((Get-OcmHub)[0])"
            $rows[0].Cluster, $rows[0].Work, $rows[0].Manifest, $rows[0].Change | Should -Be one, web, 'Deployment default/nginx', Changed
            $rows[0].Field | Should -Be 'spec.template.spec.containers[name=nginx].image'
            $rows[0].HubValue, $rows[0].FileValue | Should -Be 'nginx:1.27', 'nginx:1.28'
            $rows[1].Manifest, $rows[1].Field, $rows[1].HubValue, $rows[1].FileValue | Should -Be 'ConfigMap default/settings', 'data.value', '1', '2'
        }

        It 'has whole numbers as long, and tells them from text' {
            $three = Out-TestFile 'three.yml' ((Get-DeploymentText).Replace('replicas: 2', 'replicas: 3') + "`n---`n" + (Get-ConfigMapText))
            $row = Compare-OcmWork web -Path $three -Cluster one
            $row.HubValue | Should -BeOfType long
            $row.FileValue | Should -Be 3
            $text = Out-TestFile 'text.yml' ((Get-DeploymentText).Replace('replicas: 2', 'replicas: "2"') + "`n---`n" + (Get-ConfigMapText))
            (Compare-OcmWork web -Path $text -Cluster one).FileValue | Should -BeOfType string
        }

        It 'tells manifests that one side lacks, each as one row' {
            $rows = Get-ConfigMapText other | Compare-OcmWork web -Cluster one
            $rows | Where-Object Change -EQ Removed | Select-Object -ExpandProperty Manifest | Should -Be 'Deployment default/nginx', 'ConfigMap default/settings'
            $added = $rows | Where-Object Change -EQ Added
            $added.Manifest, $added.Field | Should -Be 'ConfigMap default/other', ''
            ($added.FileValue | ConvertFrom-Json).data.value | Should -Be 1
        }

        It 'tells a cluster that has no such work, and never passes it over' {
            $row = Compare-OcmWork web -Path $same -Cluster one, two, three
            $row.Cluster, $row.Change | Should -Be three, Missing
        }

        It 'returns a row for each work that is equal when asked' {
            $rows = Compare-OcmWork web -Path $same -Cluster one, two, three -IncludeEqual | Sort-Object Cluster
            "$($rows.Change)" | Should -Be 'Equal Missing Equal'
        }

        It 'takes <Kind>' -ForEach @(
            @{ Kind = 'a directory'; Run = { Compare-OcmWork web -Path (Split-Path $same) -Cluster one -Quiet } }
            @{ Kind = 'a wildcard'; Run = { Compare-OcmWork web -Path "$(Split-Path $same)/*.yml" -Cluster one -Quiet } }
            @{ Kind = 'literal paths'; Run = { Compare-OcmWork web -LiteralPath $same -Cluster one -Quiet } }
            @{ Kind = 'text'; Run = { Get-Content $same | Compare-OcmWork web -Cluster one -Quiet } }
            @{ Kind = 'files from the pipeline'; Run = { Get-Item $same | Compare-OcmWork web -Cluster one -Quiet } }
            @{ Kind = 'a whole work, whose manifests are taken out'; Run = { ConvertTo-OcmWork x -Path $same | Compare-OcmWork web -Cluster one -Quiet -WarningAction SilentlyContinue } }
        ) {
            & $Run | Should -BeExactly $true
        }

        It 'says what is wrong with the files before it asks the hub' {
            $failure = Get-Failure { Compare-OcmWork web -Path (Join-Path $TestDrive none.yml) -Cluster one }
            $failure.FullyQualifiedErrorId | Should -Be 'ManifestNotFound,OcmPowerShell.Commands.CompareOcmWorkCommand'
            Get-SentRequest | Should -BeNullOrEmpty
        }

        It 'changes nothing' {
            [void](Compare-OcmWork web -Path $other -Cluster one, two, three)
            Get-SentRequest | Should -Not -BeNullOrEmpty
            Get-SentRequest | Where-Object Method -NE GET | Should -BeNullOrEmpty
        }

        It 'reads the work of each cluster once, however often it is named' {
            [void](Compare-OcmWork web -Path $other -Cluster one, one, 'o*', two)
            Get-SentRequest | Where-Object Path -Like '*/manifestworks/web' | Should -HaveCount 2
        }
    }

    Context 'from the pipeline' {
        It 'takes <Kind>' -ForEach @(
            @{ Kind = 'works, with their own names'; Run = { Get-OcmWork web | Compare-OcmWork -Path $other } }
            @{ Kind = 'CSV copies of works'; Run = { Get-OcmWork web | ConvertTo-Csv | ConvertFrom-Csv | Compare-OcmWork -Path $other } }
            @{ Kind = 'kubectl objects'; Run = { (Get-OcmWork web -IncludeJson).Json | ConvertFrom-Json | Compare-OcmWork -Path $other } }
            @{ Kind = 'rows of Sync-OcmWork'; Run = { Sync-OcmWork web -Path $same -Cluster one, two | Compare-OcmWork -Path $other } }
            @{ Kind = 'clusters'; Run = { Get-OcmCluster one, two | Compare-OcmWork web -Path $other } }
            @{ Kind = 'names of clusters'; Run = { 'one', 'two' | Compare-OcmWork web -Path $other } }
            @{ Kind = 'clusters as an argument'; Run = { Compare-OcmWork web -Path $other -Cluster (Get-OcmCluster one, two) } }
        ) {
            $rows = & $Run
            $rows | Should -HaveCount 4
            $rows.Cluster | Sort-Object -Unique | Should -Be one, two
        }

        It 'refuses to guess which work of a cluster is meant' {
            $failure = Get-Failure { Get-OcmCluster one | Compare-OcmWork -Path $other }
            $failure.FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        }

        It 'refuses a piped work of another name than -Name' {
            (Get-Failure { Get-OcmWork web one | Compare-OcmWork api -Path $other }).FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        }

        It 'refuses <Kind>, which are no targets' -ForEach @(
            @{ Kind = 'rows of manifests'; From = { Get-OcmWorkManifest web one } }
            @{ Kind = 'its own rows'; From = { Compare-OcmWork web -Path $other -Cluster one } }
        ) {
            (Get-Failure { & $From | Compare-OcmWork web -Path $same }).FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
        }

        It 'does nothing for an empty pipeline, which is not equal either' {
            @() | Compare-OcmWork web -Path $same | Should -BeNullOrEmpty
            @() | Compare-OcmWork web -Path $same -Quiet | Should -BeExactly $false
            @() | Compare-OcmWork web -Cluster one | Should -BeNullOrEmpty
        }
    }

    Context 'of a fleet' {
        BeforeAll {
            [void](New-OcmClusterSet pair)
            Get-OcmCluster one, two | Add-OcmClusterSetMember pair
            [void](Invoke-OcmRestMethod -Method Post /api/v1/namespaces -Body '{"metadata":{"name":"prod"}}')
            New-OcmClusterSetBinding pair -Namespace prod | Out-Null
            [void](New-OcmPlacement web -Namespace prod)
            [void](Wait-OcmPlacement prod/web -TimeoutSec 20)
        }

        It 'compares the clusters of <Kind>' -ForEach @(
            @{ Kind = 'a cluster set'; Run = { Compare-OcmWork web -Path $other -ClusterSet pair } }
            @{ Kind = 'a piped cluster set'; Run = { Get-OcmClusterSet pair | Compare-OcmWork web -Path $other } }
            @{ Kind = 'a placement'; Run = { Compare-OcmWork web -Path $other -Placement prod/web } }
            @{ Kind = 'a piped placement'; Run = { Get-OcmPlacement prod/web | Compare-OcmWork web -Path $other } }
            @{ Kind = 'piped decisions'; Run = { Get-OcmPlacementDecision prod/web | Compare-OcmWork web -Path $other } }
            @{ Kind = 'a placement, with piped manifests'; Run = { Get-Content $other | Compare-OcmWork web -Placement prod/web } }
        ) {
            $rows = & $Run
            $rows | Should -HaveCount 4
            $rows.Cluster | Sort-Object -Unique | Should -Be one, two
        }

        It 'is an error when <Kind>, for what was not compared is not equal' -ForEach @(
            @{ Kind = 'a pattern matches no cluster'; Id = 'NotFound'; Target = @{ Cluster = 'q*' } }
            @{ Kind = 'there is no such placement'; Id = 'NotFound'; Target = @{ Placement = 'prod/none' } }
            @{ Kind = 'there is no such cluster set'; Id = 'NotFound'; Target = @{ ClusterSet = 'none' } }
            @{ Kind = 'there is no such cluster'; Id = 'NotFound'; Target = @{ Cluster = 'nowhere' } }
        ) {
            $quiet = Compare-OcmWork web -Path $same @Target -Quiet -ErrorAction SilentlyContinue -ErrorVariable failed
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -Be "$Id,OcmPowerShell.Commands.CompareOcmWorkCommand"
            $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
            $quiet | Should -BeExactly $false
        }

        It 'tells works that a placement has left behind in clusters that it has no more' {
            [void](New-OcmWork gone -Path $same -Cluster one, two, three -Label @{ 'ocmpowershell.io/placement' = 'prod.web' })
            $row = Compare-OcmWork gone -Path $same -Placement prod/web
            $row.Cluster, $row.Work, $row.Change | Should -Be three, gone, Surplus
            Compare-OcmWork gone -Path $same -Placement prod/web -Quiet | Should -BeExactly $false
            Get-OcmWork gone | Remove-OcmWork
        }

        It 'compares all the same, with a warning, when other clusters may not be looked into' {
            Add-Fault Status 403, 'Forbidden', 'no' -Path v1/manifestworks
            $quiet = Compare-OcmWork web -Path $same -Placement prod/web -Quiet -WarningAction SilentlyContinue -WarningVariable warned
            $quiet | Should -BeExactly $true
            "$warned" | Should -Match 'left behind'
        }

        It 'is an error for a placement that has selected no cluster' {
            [void](New-OcmPlacement none -Namespace prod -LabelSelector no=where)
            [void](Wait-Until { (Get-OcmPlacement prod/none).Satisfied -ne $null })
            $quiet = Compare-OcmWork web -Path $same -Placement prod/none -Quiet -ErrorAction SilentlyContinue -ErrorVariable failed
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'NoClusterSelected,*'
            $quiet | Should -BeExactly $false
        }

        It 'goes on with the others when one cluster is refused, and says so' {
            Add-Fault Status 403, 'Forbidden', 'no' -Path namespaces/one/manifestworks
            $rows = Compare-OcmWork web -Path $other -Cluster one, two -ErrorAction SilentlyContinue -ErrorVariable failed
            $rows.Cluster | Sort-Object -Unique | Should -Be two
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
            $failed[0].TargetObject | Should -Be one
        }
    }

    Context 'with another cluster' {
        BeforeAll { [void](New-OcmWork web -Path $other -Cluster three) }
        AfterAll { Remove-OcmWork web three -Wait -TimeoutSec 20 }

        It 'compares works with the reference' {
            $rows = Compare-OcmWork web -ReferenceCluster three -DifferenceCluster one, two
            $rows | Should -HaveCount 4
            $row = $rows | Where-Object { $_.Cluster -eq 'one' -and $_.Field -like '*image' }
            $row.HubValue, $row.FileValue | Should -Be 'nginx:1.27', 'nginx:1.28'
            Compare-OcmWork web -ReferenceCluster one -DifferenceCluster two -Quiet | Should -BeExactly $true
        }

        It 'takes piped clusters and wildcards' {
            Get-OcmCluster one, two | Compare-OcmWork web -ReferenceCluster three | Should -HaveCount 4
            Compare-OcmWork web -ReferenceCluster three -DifferenceCluster '*' | Should -HaveCount 4
        }

        It 'ends when the reference has no such work' {
            $failure = Get-Failure { Compare-OcmWork none -ReferenceCluster one -DifferenceCluster two }
            $failure | Should -HaveCount 1
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
            $failure[0].TargetObject | Should -Be one
        }
    }

    Context 'with -Transform and -Split' {
        BeforeAll {
            $script:Fit = { param($Manifest, $Cluster) if ($Manifest.kind -eq 'ConfigMap') { $Manifest.data.value = "$($Cluster.Name) $($Cluster.Labels.env)" } }
            [void](Set-OcmCluster one -Label @{ env = 'prod' })
            [void](Get-ConfigMapText fit 'one prod' | New-OcmWork fit -Cluster one)
            [void](Get-ConfigMapText fit 'two ' | New-OcmWork fit -Cluster two)
        }

        It 'compares with the manifests as the script makes them for each cluster' {
            $map = Out-TestFile fit.yml (Get-ConfigMapText fit 0)
            Compare-OcmWork fit -Path $map -Cluster one, two -Transform $Fit -Quiet | Should -BeExactly $true
            Get-OcmWork fit | Compare-OcmWork -Path $map -Transform $Fit -Quiet | Should -BeExactly $true
            Get-OcmCluster one, two | Compare-OcmWork fit -Path $map -Transform $Fit -Quiet | Should -BeExactly $true
            Compare-OcmWork fit -Path $map -Cluster one, two -Quiet | Should -BeExactly $false
        }

        It 'goes on with the others when the script fails for one' {
            $map = Out-TestFile fit.yml (Get-ConfigMapText fit 'two ')
            $quiet = Compare-OcmWork fit -Path $map -Cluster one, two -Quiet -Transform { param($Manifest, $Cluster) if ($Cluster.Name -eq 'one') { throw 'not this one' } } -ErrorAction SilentlyContinue -ErrorVariable failed
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'TransformFailed,*'
            $failed[0].TargetObject | Should -Be one
            $quiet | Should -BeExactly $false
        }

        It 'compares each part of what is too large for one work' {
            $large = Out-TestFile large.yml ((1..3 | ForEach-Object { Get-ConfigMapText "c$_" ("$_" * 300000) }) -join "---`n")
            (Get-Failure { Compare-OcmWork large -Path $large -Cluster one }).FullyQualifiedErrorId | Should -BeLike 'ManifestsTooLarge,*'
            $rows = Compare-OcmWork large -Path $large -Cluster one -Split
            $rows.Work | Should -Be large, large-2, large-3
            $rows.Change | Select-Object -Unique | Should -Be Missing
            foreach ($work in ConvertTo-OcmWork large -Path $large -Cluster one -Split) {
                [void](Invoke-OcmRestMethod -Method Post /apis/work.open-cluster-management.io/v1/namespaces/one/manifestworks -Body ($work | ConvertTo-Json -Depth 20))
            }
            Compare-OcmWork large -Path $large -Cluster one -Split -Quiet | Should -BeExactly $true
            Get-OcmWork 'large*' | Remove-OcmWork
        }
    }

    Context 'there and back' {
        It 'finds what was exported equal to what it was exported from' {
            $folder = Join-Path $TestDrive export
            [void](Get-OcmWork web one | Export-OcmWork -Path $folder)
            Compare-OcmWork web -Path $folder -Recurse -Cluster one, two -Quiet | Should -BeExactly $true
        }
    }

    Context 'with -Quiet' {
        It 'returns one bool for all clusters' {
            Compare-OcmWork web -Path $same -Cluster one, two -Quiet | Should -BeExactly $true
            Compare-OcmWork web -Path $other -Cluster one, two -Quiet | Should -BeExactly $false
            Compare-OcmWork web -Path $same -Cluster one, three -Quiet | Should -BeExactly $false
        }

        It 'is false when a cluster could not be asked' {
            Add-Fault Status 403, 'Forbidden', 'no' -Path namespaces/one/manifestworks
            Compare-OcmWork web -Path $same -Cluster one, two -Quiet -ErrorAction SilentlyContinue | Should -BeExactly $false
        }
    }

    Context 'of Secrets' {
        BeforeAll { Clear-Fault; [void](Get-SecretText before-4711 | New-OcmWork login -Cluster one) }

        It 'tells that a value differs, and never the value' {
            $all = Get-Stream { Get-SecretText after-4711 | Compare-OcmWork login -Cluster one -Verbose -Debug | Format-List * }
            $all | Should -Match 'stringData.password'
            $all | Should -Not -Match '4711'
            $rows = Get-SecretText after-4711 | Compare-OcmWork login -Cluster one
            $rows | ConvertTo-Json | Should -Not -Match '4711'
            $rows.Change, $rows.HubValue, $rows.FileValue | Should -Be Changed, '********', '********'
        }

        It 'shows no value of a Secret that one side lacks' {
            $rows = Get-ConfigMapText | Compare-OcmWork login -Cluster one
            ($rows | Where-Object Change -EQ Removed).HubValue | Should -Match 'password'
            $rows | ConvertTo-Json | Should -Not -Match '4711'
        }
    }

    Context 'in the console' {
        It 'shows fields and values under the name of the work' {
            $text = Get-TableText (Compare-OcmWork web -Path $other -Cluster one)
            $text | Should -Match 'Work: one/web'
            $text | Should -Match 'Changed Deployment default/nginx +spec\.template\.spec\.containers\[name=nginx\]\.image: nginx:1\.27'
            $text | Should -Match '"1" -> "2"'
        }

        It 'has colours only where they are wanted' {
            $rows = Compare-OcmWork web -Path $other -Cluster one
            $before = $PSStyle.OutputRendering
            try {
                $PSStyle.OutputRendering = 'Ansi'
                Get-TableText $rows | Should -Match "$([char]27)\[33mChanged"
                $PSStyle.OutputRendering = 'PlainText'
                Get-TableText $rows | Should -Not -Match "$([char]27)"
            }
            finally { $PSStyle.OutputRendering = $before }
        }

        It 'looks the same from Clixml' {
            $rows = Compare-OcmWork web -Path $other -Cluster one
            $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($rows))
            Get-TableText $copy | Should -Be (Get-TableText $rows)
            $copy[0].Change | Should -Be Changed
        }
    }

    It 'refuses -<Parameter> that is empty' -ForEach @(
        @{ Parameter = 'Name'; Arguments = @{ Name = '' } }
        @{ Parameter = 'Cluster'; Arguments = @{ Cluster = @() } }
        @{ Parameter = 'Cluster'; Arguments = @{ Cluster = $null } }
        @{ Parameter = 'ClusterSet'; Arguments = @{ ClusterSet = '' } }
        @{ Parameter = 'Placement'; Arguments = @{ Placement = @() } }
    ) {
        $all = @{ Path = $same } + $Arguments
        if (-not $all.ContainsKey('Name')) { $all.Name = 'web' }
        $failure = Get-Failure { Compare-OcmWork @all }
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -Be 'EmptyTarget,OcmPowerShell.Commands.CompareOcmWorkCommand'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'refuses to compare with nothing said of where' {
        (Get-Failure { Compare-OcmWork web -Path $same }).FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        (Get-Failure { Get-Content $same | Compare-OcmWork web }).FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        (Get-Failure { Compare-OcmWork web -ReferenceCluster one -DifferenceCluster @() }).FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
    }

    It 'refuses a name that no work can have' {
        (Get-Failure { Compare-OcmWork 'We b' -Path $same -Cluster one }).FullyQualifiedErrorId | Should -BeLike 'InvalidName,*'
    }

    It 'tries again while the hub is busy' {
        Add-Fault Status 503, 'ServiceUnavailable', 'busy' -Path namespaces/one/manifestworks -Count 2
        Compare-OcmWork web -Path $same -Cluster one -Quiet | Should -BeExactly $true
    }

    It 'can be stopped while the hub is silent' {
        Add-Fault Stall -Path manifestworks
        $stopped = Measure-Stop 'param($config, $file) Compare-OcmWork web -Path $file -Cluster one, two -KubeConfig $config' @{ config = (Get-OcmSandbox).KubeConfig; file = $same } -Once { Get-OpenRequest }
        Clear-Fault
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 2000
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }

    It 'completes -Name, -Cluster, -ReferenceCluster and -Placement' {
        Get-Completion 'Compare-OcmWork w' | Should -Contain web
        Get-Completion 'Compare-OcmWork web -Cluster t' | Should -Be three, two
        Get-Completion 'Compare-OcmWork web -ReferenceCluster o' | Should -Be one
        Get-Completion 'Compare-OcmWork web -ClusterSet p' | Should -Be pair
    }
}
