BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $map = Join-Path $TestDrive map.yml
    Set-Content $map (Get-ConfigMapText)
    $nginx = Join-Path $TestDrive nginx.yml
    Set-Content $nginx ((Get-DeploymentText) + "`n---`n" + (Get-ConfigMapText))
}

Describe 'ConvertTo-OcmWork' {
    It 'makes a ManifestWork without a hub, as an object that ConvertTo-Json writes' {
        Get-OcmHub | Should -BeNullOrEmpty
        $work = ConvertTo-OcmWork web $nginx -Cluster one
        $work.apiVersion, $work.kind | Should -Be 'work.open-cluster-management.io/v1', 'ManifestWork'
        $work.metadata.name, $work.metadata.namespace | Should -Be web, one
        $work.spec.workload.manifests.kind | Should -Be Deployment, ConfigMap
        ($work | ConvertTo-Json -Depth 30 | ConvertFrom-Json).spec.workload.manifests[0].spec.replicas | Should -Be 2
    }

    It 'has no namespace without -Cluster, and is one work a cluster with it' {
        (ConvertTo-OcmWork web $map).metadata.PSObject.Properties.Name | Should -Not -Contain namespace
        (ConvertTo-OcmWork web $map -Cluster one, two, one).metadata.namespace | Should -Be one, two
    }

    It 'takes clusters from the pipeline when the manifests are files' {
        ('one', 'two', 'one' | ConvertTo-OcmWork web $map).metadata.namespace | Should -Be one, two
        @() | ConvertTo-OcmWork web $map | Should -BeNullOrEmpty
    }

    It 'refuses an object whose properties cannot be read' {
        $odd = [System.Diagnostics.Process]::new()
        { ConvertTo-OcmWork web -InputObject $odd -ErrorAction Stop } | Should -Throw -ErrorId 'NotAnObject,*'
    }

    It 'writes what New-OcmWork sends' {
        [void](Enter-Sandbox)
        try {
            [void](New-OcmWork web $nginx -Cluster one -Label @{ a = 'b' })
            $sent = (Get-SentRequest -Changing)[-1].Body | ConvertFrom-Json
            $made = ConvertTo-OcmWork web $nginx -Label @{ a = 'b' }
            $made.spec | ConvertTo-Json -Depth 30 | Should -Be ($sent.spec | ConvertTo-Json -Depth 30)
            $made.metadata.labels.a | Should -Be $sent.metadata.labels.a
        }
        finally { Exit-Sandbox }
    }

    It 'writes YAML that reads as the same work, one document a cluster' {
        $yaml = ConvertTo-OcmWork web $nginx -Cluster one, two -AsYaml
        $yaml | Should -HaveCount 2
        $yaml | Should -BeOfType string
        $yaml[0] | Should -Match '^---'
        $back = $yaml[0] | ConvertTo-OcmWork web -Cluster one -WarningAction SilentlyContinue
        $back.spec.workload | ConvertTo-Json -Depth 30 | Should -Be ((ConvertTo-OcmWork web $nginx -Cluster one).spec.workload | ConvertTo-Json -Depth 30)
    }

    It 'keeps text that looks like another type as text, in YAML too (<Text>)' -ForEach @{ Text = 'yes' }, @{ Text = '0644' }, @{ Text = '1e3' }, @{ Text = 'null' }, @{ Text = '1:30' }, @{ Text = '~' }, @{ Text = "two`nlines" } {
        $map = @{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = @{ name = 'a' }; data = @{ value = $Text } }
        ($map | ConvertTo-OcmWork web).spec.workload.manifests[0].data.value | Should -BeExactly $Text
        $yaml = $map | ConvertTo-OcmWork web -AsYaml
        ($yaml | ConvertTo-OcmWork web -WarningAction SilentlyContinue).spec.workload.manifests[0].data.value | Should -BeExactly $Text
    }

    It 'reads plain YAML as Kubernetes does: <Yaml> is <Value>' -ForEach @(
        @{ Yaml = 'yes'; Value = $true }, @{ Yaml = '0644'; Value = 420 }, @{ Yaml = '"0644"'; Value = '0644' }, @{ Yaml = '12'; Value = 12 }
        @{ Yaml = '1.5'; Value = 1.5 }, @{ Yaml = 'hello'; Value = 'hello' }, @{ Yaml = '~'; Value = $null }
    ) {
        $work = "apiVersion: example.org/v1`nkind: Thing`nmetadata: { name: a }`nspec: { value: $Yaml }" | ConvertTo-OcmWork web
        $work.spec.workload.manifests[0].spec.value | Should -BeExactly $Value
    }

    It 'takes manifests from the pipeline as <Kind>' -ForEach @(
        @{ Kind = 'lines of Get-Content'; Run = { Get-Content $nginx | ConvertTo-OcmWork web }; Count = 2 }
        @{ Kind = 'files of Get-ChildItem'; Run = { Get-ChildItem (Join-Path $TestDrive *.yml) | ConvertTo-OcmWork web }; Error = 'DuplicateManifest' }
        @{ Kind = 'a hashtable'; Run = { @{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = @{ name = 'a' } } | ConvertTo-OcmWork web }; Count = 1 }
        @{ Kind = 'an ordered hashtable'; Run = { [ordered]@{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = @{ name = 'a' } } | ConvertTo-OcmWork web }; Count = 1 }
        @{ Kind = 'text and objects mixed'; Run = { (Get-ConfigMapText a), @{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = @{ name = 'b' } } | ConvertTo-OcmWork web }; Count = 2 }
        @{ Kind = 'an argument'; Run = { ConvertTo-OcmWork web -InputObject (Get-ConfigMapText a) }; Count = 1 }
    ) {
        if ($_.Error) { (Get-Failure $Run)[0].FullyQualifiedErrorId | Should -BeLike "$($_.Error),*"; return }
        (& $Run).spec.workload.manifests | Should -HaveCount $Count
    }

    It 'keeps numbers, flags, dates and arrays of one of objects' {
        $date = [DateTime]::new(2026, 1, 2, 3, 4, 5, [DateTimeKind]::Utc)
        $thing = [pscustomobject]@{ apiVersion = 'example.org/v1'; kind = 'Thing'; metadata = @{ name = 'a' }
            spec = @{ whole = 1; big = 9007199254740993; part = 0.5; flag = $false; none = $null; one = @('x'); empty = @(); when = $date } }
        $json = $thing | ConvertTo-OcmWork web | ConvertTo-Json -Depth 20 -Compress
        $json | Should -BeLike '*"one":`["x"`]*'
        $json | Should -BeLike '*"empty":`[`]*'
        $json | Should -BeLike '*"big":9007199254740993*'
        $json | Should -BeLike '*"part":0.5*'
        $json | Should -BeLike '*"flag":false*'
        $json | Should -BeLike '*"none":null*'
        $json | Should -BeLike '*"when":"2026-01-02T03:04:05Z"*'
    }

    It 'unwraps a ManifestWork and a list of them, with a warning' {
        $work = ConvertTo-OcmWork inner $map -Cluster two | ConvertTo-OcmWork outer -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*ManifestWork*'
        $work.metadata.name | Should -Be outer
        $work.spec.workload.manifests.kind | Should -Be ConfigMap
    }

    It 'does nothing for an empty pipeline' {
        @() | ConvertTo-OcmWork web | Should -BeNullOrEmpty
        Get-ChildItem (Join-Path $TestDrive *.none) | ConvertTo-OcmWork web | Should -BeNullOrEmpty
    }

    It 'refuses with <Id> <What>' -ForEach @(
        @{ What = 'a name that no work can have'; Id = 'InvalidName'; Run = { ConvertTo-OcmWork Web_1 $map } }
        @{ What = 'an empty name'; Id = 'EmptyTarget'; Run = { ConvertTo-OcmWork ' ' $map } }
        @{ What = 'an empty -Cluster'; Id = 'EmptyTarget'; Run = { ConvertTo-OcmWork web $map -Cluster $null } }
        @{ What = 'an object of this module'; Id = 'NotAnObject'; Run = { [OcmPowerShell.Hub.Model.Work]::new() | ConvertTo-OcmWork web } }
        @{ What = 'a thing that is no manifest'; Id = 'MissingApiVersion'; Run = { Get-Process -Id $PID | Select-Object Id | ConvertTo-OcmWork web } }
        @{ What = 'an object that contains itself'; Id = 'NotAnObject'; Run = { $loop = @{ kind = 'x' }; $loop.self = $loop; $loop | ConvertTo-OcmWork web } }
        @{ What = 'a secret string in a manifest'; Id = 'NotAnObject'; Run = { @{ apiVersion = 'v1'; kind = 'Secret'; metadata = @{ name = 'a' }; data = [securestring]::new() } | ConvertTo-OcmWork web } }
        @{ What = 'a path that is not in the file system'; Id = 'ManifestNotFound'; Run = { ConvertTo-OcmWork web Env:/PATH } }
        @{ What = 'a wildcard that matches nothing'; Id = 'ManifestNotFound'; Run = { ConvertTo-OcmWork web (Join-Path $TestDrive *.none) } }
        @{ What = 'a drive that is not there'; Id = 'ManifestNotFound'; Run = { ConvertTo-OcmWork web nodrive:/a.yml } }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,OcmPowerShell.Commands.ConvertToOcmWorkCommand"
        "$($failed[0])".Length | Should -BeLessThan 600
    }
}
