BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $map = Out-TestFile map.yml (Get-ConfigMapText)
    $both = Out-TestFile both.yml ((Get-DeploymentText) + "`n---`n" + (Get-ConfigMapText))

    function Get-Manifest($Work) { $Work.spec.workload.manifests }
}

# What ConvertTo-OcmWork does here, New-OcmWork and Sync-OcmWork do with the same code, for each cluster.
Describe '-Transform' {
    It 'gives the script each manifest and the cluster, and delivers what it leaves of it' {
        $works = ConvertTo-OcmWork web $both -Cluster one, two -Transform {
            param($Manifest, $Cluster)
            if ($Manifest.kind -eq 'ConfigMap') { $Manifest.data.value = "for $($Cluster.Name)" } else { $Manifest.spec.replicas = 5 }
        }
        (Get-Manifest $works[0])[1].data.value, (Get-Manifest $works[1])[1].data.value | Should -Be 'for one', 'for two'
        (Get-Manifest $works[0])[0].spec.replicas | Should -Be 5
    }

    It 'has the manifest as $_ too' {
        (Get-Manifest (ConvertTo-OcmWork web $map -Transform { $_.data.value = 'x' })).data.value | Should -Be x
    }

    It 'gives an object of a cluster with its labels, where one was piped, and nothing without a cluster' {
        $cluster = [OcmPowerShell.Hub.Model.Cluster]@{ Name = 'one' }
        $cluster.Labels['env'] = 'prod'
        $label = { param($Manifest, $Cluster) $Manifest.data.value = "$($Cluster.Labels.env)" }
        (Get-Manifest ($cluster | ConvertTo-OcmWork web $map -Transform $label)).data.value | Should -Be prod
        (Get-Manifest (ConvertTo-OcmWork web $map -Transform { param($Manifest, $Cluster) $Manifest.data.value = "$($null -eq $Cluster)" })).data.value | Should -Be True
    }

    It 'takes output for the manifest: <Kind>' -ForEach @(
        @{ Kind = 'the object itself'; Run = { param($Manifest) $Manifest.metadata.name = 'other'; $Manifest }; Names = 'other' }
        @{ Kind = 'several'; Run = { param($Manifest) $Manifest; @{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = @{ name = 'more' } } }; Names = 'settings', 'more' }
        @{ Kind = 'YAML text'; Run = { "apiVersion: v1`nkind: ConfigMap`nmetadata:`n  name: text`n" }; Names = 'text' }
        @{ Kind = 'a list'; Run = { param($Manifest) [pscustomobject]@{ apiVersion = 'v1'; kind = 'List'; items = @($Manifest) } }; Names = 'settings' }
    ) {
        (Get-Manifest (ConvertTo-OcmWork web $map -Transform $Run)).metadata.name | Should -Be $Names
    }

    It 'leaves a manifest out for $null' {
        (Get-Manifest (ConvertTo-OcmWork web $both -Transform { if ($_.kind -eq 'Deployment') { $null } })).kind | Should -Be ConfigMap
    }

    It 'leaves the manifests as they are, which the next cluster gets whole' {
        $works = ConvertTo-OcmWork web $map -Cluster one, two -Transform { param($Manifest, $Cluster) $Manifest.data.value += $Cluster.Name }
        $works.spec.workload.manifests.data.value | Should -Be '1one', '1two'
    }

    It 'changes nothing where the script does nothing: <Name>' -ForEach @(
        @{ Name = 'numbers'; Yaml = 'spec: {a: 1, b: 1.50, c: 9007199254740993, d: 1e21, e: 18446744073709551616, f: -0.0, g: 0, h: 1e3}' }
        @{ Name = 'nothings'; Yaml = 'spec: {a: null, b: [], c: {}, d: "", e: [null], f: [{}], g: [[]]}' }
        @{ Name = 'arrays of one'; Yaml = 'spec: {a: [1], b: [[x]], c: [{d: [true]}]}' }
        @{ Name = 'texts that look like something else'; Yaml = 'spec: {a: "yes", b: "0644", c: "2026-01-02T03:04:05Z", d: "1e3", e: "null", f: "~", g: "12"}' }
        @{ Name = 'dates'; Yaml = 'spec: {a: 2026-01-02, b: 2026-01-02T03:04:05.123456789+02:00}' }
        @{ Name = 'keys that differ in case only'; Yaml = 'data: {a: "1", A: "2", "": "3", Count: "4", PSObject: "5", keys: "6"}' }
        @{ Name = 'unicode and blocks'; Yaml = "data:`n  a: |`n    one`n      two`n`n  b: >-`n    folded`n    text`n  c: `"\u00e9\u4e2d\ud83d\ude00\ttab`"" }
        @{ Name = 'anchors'; Yaml = "base: &b {x: 1}`nspec: {a: *b, c: {<<: *b, y: 2}}" }
    ) {
        $file = Out-TestFile hard.yml "apiVersion: example.org/v1`nkind: Thing`nmetadata: {name: a}`n$Yaml`n"
        $plain = ConvertTo-OcmWork web $file -AsYaml
        ConvertTo-OcmWork web $file -AsYaml -Transform { } | Should -BeExactly $plain
        ConvertTo-OcmWork web $file -AsYaml -Transform { $_ } | Should -BeExactly $plain
    }

    It 'is one error for the cluster where the script fails, and the others go on: <Kind>' -ForEach @(
        @{ Kind = 'throw'; Run = { param($Manifest, $Cluster) if ($Cluster.Name -eq 'one') { throw 'no such value' } }; Text = '*no such value*' }
        @{ Kind = 'an error of a cmdlet'; Run = { param($Manifest, $Cluster) if ($Cluster.Name -eq 'one') { $Manifest.data.value = Get-Content /no/such/file } }; Text = '*no/such/file*' }
        @{ Kind = 'Write-Error'; Run = { param($Manifest, $Cluster) if ($Cluster.Name -eq 'one') { Write-Error 'bad' } }; Text = '*bad*' }
        @{ Kind = 'a property that is not there'; Run = { param($Manifest, $Cluster) if ($Cluster.Name -eq 'one') { $Manifest.spec.replicas = 1 } }; Text = '*replicas*' }
        @{ Kind = 'break'; Run = { param($Manifest, $Cluster) if ($Cluster.Name -eq 'one') { break } }; Text = '*break, continue or exit*' }
        @{ Kind = 'continue'; Run = { param($Manifest, $Cluster) if ($Cluster.Name -eq 'one') { continue } }; Text = '*break, continue or exit*' }
        @{ Kind = 'exit'; Run = { param($Manifest, $Cluster) if ($Cluster.Name -eq 'one') { exit 7 } }; Text = '*break, continue or exit*' }
        @{ Kind = 'output that is none'; Run = { param($Manifest, $Cluster) if ($Cluster.Name -eq 'one') { 12 } }; Text = '*Int32*' }
        @{ Kind = 'everything left out'; Run = { param($Manifest, $Cluster) if ($Cluster.Name -eq 'one') { $null } }; Text = '*left out every manifest*' }
    ) {
        $after = $false
        foreach ($turn in 1) {
            $works = ConvertTo-OcmWork web $map -Cluster one, two -Transform $Run -ErrorVariable failures -ErrorAction SilentlyContinue
            $after = $true
        }
        $after | Should -BeTrue
        $works.metadata.namespace | Should -Be two
        $failures = @($failures | Where-Object FullyQualifiedErrorId -Like '*ConvertToOcmWorkCommand')
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'TransformFailed,*'
        $failures[0].Exception.Message | Should -BeLike $Text
        $failures[0].Exception.Message | Should -BeLike "*cluster 'one'*"
        $failures[0].TargetObject | Should -Be one
        $failures[0].CategoryInfo.Category | Should -Be InvalidResult
    }

    It 'checks what the script made as any manifest, and says of which cluster and manifest it is: <Id>' -ForEach @(
        @{ Id = 'MissingName'; Run = { param($Manifest, $Cluster) if ($Cluster.Name -eq 'one') { $Manifest.metadata.name = '' } } }
        @{ Id = 'DuplicateManifest'; Run = { param($Manifest, $Cluster) if ($Cluster.Name -eq 'one') { $Manifest, $Manifest } } }
        @{ Id = 'NotAnObject'; Run = { param($Manifest, $Cluster) if ($Cluster.Name -eq 'one') { $Manifest.data.value = { } } } }
        @{ Id = 'YamlSyntax'; Run = { param($Manifest, $Cluster) if ($Cluster.Name -eq 'one') { 'a: [' } } }
        @{ Id = 'ManifestsTooLarge'; Run = { param($Manifest, $Cluster) if ($Cluster.Name -eq 'one') { $Manifest.data.value = 'x' * 600000 } } }
    ) {
        $works = ConvertTo-OcmWork web $map -Cluster one, two -Transform $Run -ErrorVariable failures -ErrorAction SilentlyContinue
        $works.metadata.namespace | Should -Be two
        $failures[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failures[0].Exception.Message | Should -BeLike "*ConfigMap default/settings of *map.yml, as -Transform made it for cluster 'one'*"
    }

    It 'lets the script see the caller''s variables and write to the other streams' {
        $value = 'outer'
        $all = ConvertTo-OcmWork web $map -Transform { $_.data.value = $value; Write-Warning 'seen' } 3>&1
        "$($all[0])" | Should -Be seen
        (Get-Manifest $all[1]).data.value | Should -Be outer
    }

    It 'makes large manifests small enough' {
        $large = Out-TestFile large.yml (Get-ConfigMapText -Value ('x' * 600000))
        (Get-Failure { ConvertTo-OcmWork web $large })[0].FullyQualifiedErrorId | Should -BeLike 'ManifestsTooLarge,*'
        (Get-Manifest (ConvertTo-OcmWork web $large -Transform { $_.data.value = 'small' })).data.value | Should -Be small
    }

    It 'stops within a second while the script runs for ever' {
        $begun = Join-Path $TestDrive begun
        $stop = Measure-Stop 'param($Map, $Begun) ConvertTo-OcmWork web $Map -Transform { Set-Content $Begun x; while ($true) { } }' @{ Map = $map; Begun = $begun } { Test-Path $begun }
        $stop.Begun | Should -BeTrue
        $stop.Milliseconds | Should -BeLessThan 1000
        $stop.Errors | Should -BeNullOrEmpty
    }
}

Describe '-Split' {
    BeforeAll {
        $parts = Out-TestFile parts.yml ((1..5 | ForEach-Object { Get-ConfigMapText "m$_" ('x' * 200000) }) -join "---`n")
    }

    It 'says so in the error for what is too large' {
        (Get-Failure { ConvertTo-OcmWork web $parts })[0].Exception.Message | Should -BeLike '*-Split*'
    }

    It 'spreads it over works that a label keeps together' {
        $works = ConvertTo-OcmWork web $parts -Split -Cluster one -Label @{ a = 'b' }
        $works.metadata.name | Should -Be web, web-2, web-3
        $works.metadata.labels.'ocmpowershell.io/part-of' | Should -Be web, web, web
        $works.metadata.labels.a | Should -Be b, b, b
        $works.spec.workload.manifests.metadata.name | Sort-Object | Should -Be m1, m2, m3, m4, m5
    }

    It 'leaves what fits as one work without a label' {
        $work = ConvertTo-OcmWork web $map -Split
        $work.metadata.name | Should -Be web
        $work.metadata.PSObject.Properties.Name | Should -Not -Contain labels
    }

    It 'cannot split one manifest' {
        $large = Out-TestFile huge.yml (Get-ConfigMapText -Value ('x' * 600000))
        $failure = (Get-Failure { ConvertTo-OcmWork web $large -Split })[0]
        $failure.FullyQualifiedErrorId | Should -BeLike 'ManifestsTooLarge,*'
        $failure.Exception.Message | Should -BeLike '*huge.yml*ConfigMap default/settings alone has*'
    }
}
