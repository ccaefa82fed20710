BeforeAll { . (Join-Path $PSScriptRoot Common.ps1) }

Describe 'New-OcmManifestConfig makes a value for -ManifestConfig' {
    It 'has what is named, as a typed object, and asks no hub' {
        $config = New-OcmManifestConfig deployments web -Group apps -Namespace shop -UpdateStrategy ServerSideApply -ForceConflict -FieldManager work-agent-night -IgnoreField .spec.replicas, /spec/paused
        $config | Should -BeOfType OcmPowerShell.Hub.Model.ManifestConfig
        "$config" | Should -Be shop/deployments.apps/web
        $config.UpdateStrategy | Should -Be ServerSideApply
        $config.ForceConflict | Should -BeTrue
        $config.FieldManager | Should -Be work-agent-night
        $config.IgnoreFields[0].JsonPaths | Should -Be .spec.replicas
        $config.IgnoreFields[0].JsonPointers | Should -Be /spec/paused
        $config.IgnoreFields[0].Condition | Should -Be OnSpokePresent
        $config.WellKnownFeedback | Should -BeFalse
    }

    It 'takes the group behind the resource, as kubectl writes it' {
        $config = New-OcmManifestConfig -Resource deployments.apps -Name '*' -Namespace '*' -Feedback Default -FeedbackScrapeType Watch
        $config.Group, $config.Resource, $config.Name | Should -Be apps, deployments, '*'
        $config.JsonPaths.Name | Should -Be ObservedGeneration, Generation, UpdatedReplicas
        $config.FeedbackScrapeType | Should -Be Watch
    }

    It 'asks with a path more still for what tells whether a workload runs, unless that is not wanted' {
        (New-OcmManifestConfig deployments.apps web -JsonPath @{ Strategy = '.spec.strategy.type' }).JsonPaths.Name | Should -Contain UpdatedReplicas
        (New-OcmManifestConfig deployments.apps web -JsonPath @{ Strategy = '.spec.strategy.type' } -Feedback None).JsonPaths.Name | Should -Be Strategy
        (New-OcmManifestConfig services web -JsonPath @{ Ip = '.spec.clusterIP' }).WellKnownFeedback | Should -BeFalse
    }

    It 'takes condition rules as <Kind>' -ForEach @(
        @{ Kind = 'text'; Rule = 'Progressing=object.status.updatedReplicas < object.spec.replicas'; Condition = 'Progressing'; Type = 'CEL' }
        @{ Kind = 'a word for OCM''s own rule'; Rule = 'Complete'; Condition = 'Complete'; Type = 'WellKnownConditions' }
        @{ Kind = 'a hashtable'; Rule = @{ Condition = 'Degraded'; CelExpression = 'true', 'object.status.x > 3'; Message = 'bad' }; Condition = 'Degraded'; Type = 'CEL' }
    ) {
        $made = (New-OcmManifestConfig deployments.apps web -ConditionRule $Rule).ConditionRules
        $made | Should -HaveCount 1
        $made[0] | Should -BeOfType OcmPowerShell.Hub.Model.ConditionRule
        $made[0].Condition | Should -Be $Condition
        $made[0].Type | Should -Be $Type
    }

    It 'takes the object from a piped manifest or a row of one' {
        $manifest = [pscustomobject]@{ apiVersion = 'networking.k8s.io/v1'; kind = 'Ingress'; metadata = @{ name = 'web'; namespace = 'shop' } }
        "$($manifest | New-OcmManifestConfig -UpdateStrategy CreateOnly)" | Should -Be shop/ingresses.networking.k8s.io/web
        $row = [OcmPowerShell.Hub.Model.WorkManifest]@{ Group = 'example.com'; Kind = 'Widget'; Resource = 'widgetry'; ResourceName = 'w'; ResourceNamespace = 'shop' }
        "$($row | New-OcmManifestConfig -UpdateStrategy CreateOnly)" | Should -Be shop/widgetry.example.com/w
        $odd = Get-Failure { [pscustomobject]@{ apiVersion = 'example.com/v1'; kind = 'Gateway'; metadata = @{ name = 'x' } } | New-OcmManifestConfig -UpdateStrategy CreateOnly }
        $odd.FullyQualifiedErrorId | Should -BeLike 'ResourceNameUnknown,*'
        $odd.CategoryInfo.Category | Should -Be InvalidData
        (Get-Failure { 'text' | New-OcmManifestConfig -UpdateStrategy CreateOnly }).FullyQualifiedErrorId | Should -BeLike 'NotAnObject,*'
    }

    It 'is an error <Id>: <Why>' -ForEach @(
        @{ Id = 'InvalidManifestConfig'; Why = '*says nothing*'; Run = { New-OcmManifestConfig deployments.apps web } }
        @{ Id = 'InvalidManifestConfig'; Why = '*lower-case plural*deployments*'; Run = { New-OcmManifestConfig Deployment web -Group apps -UpdateStrategy ReadOnly } }
        @{ Id = 'InvalidManifestConfig'; Why = '*-ForceConflict is for*'; Run = { New-OcmManifestConfig deployments.apps web -UpdateStrategy Update -ForceConflict } }
        @{ Id = 'InvalidManifestConfig'; Why = '*begin with work-agent*'; Run = { New-OcmManifestConfig deployments.apps web -UpdateStrategy ServerSideApply -FieldManager me } }
        @{ Id = 'InvalidManifestConfig'; Why = '*leave the braces out*'; Run = { New-OcmManifestConfig deployments.apps web -JsonPath @{ A = '{.status.a}' } } }
        @{ Id = 'InvalidExpression'; Why = '*undeclared reference*'; Run = { New-OcmManifestConfig deployments.apps web -ConditionRule 'Progressing=cluster.x' } }
        @{ Id = 'InvalidConditionRule'; Why = '*agent*own*'; Run = { New-OcmManifestConfig deployments.apps web -ConditionRule 'Available=true' } }
        @{ Id = 'EmptyTarget'; Why = '*-Name was given but is empty*'; Run = { New-OcmManifestConfig deployments.apps $unset -UpdateStrategy ReadOnly } }
        @{ Id = 'EmptyTarget'; Why = '*-Namespace was given but is empty*'; Run = { New-OcmManifestConfig deployments.apps web -Namespace $unset -UpdateStrategy ReadOnly } }
        @{ Id = 'EmptyTarget'; Why = '*-ConditionRule was given but is empty*'; Run = { New-OcmManifestConfig deployments.apps web -ConditionRule @() } }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$($failed[0])" | Should -BeLike $Why
    }

    It 'keeps what it says in a copy from another process' {
        $config = New-OcmManifestConfig deployments.apps web -UpdateStrategy ServerSideApply -IgnoreField .spec.replicas -JsonPath @{ A = '.status.a' } -ConditionRule Complete
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($config))
        $copy.UpdateStrategy | Should -BeExactly ServerSideApply
        $copy.IgnoreFields[0].JsonPaths | Should -Be .spec.replicas
        $copy.ConditionRules[0].Type | Should -Be WellKnownConditions
    }

    It 'shows a table' {
        $shown = New-OcmManifestConfig deployments.apps web -Namespace shop -UpdateStrategy CreateOnly -Feedback WellKnown -ConditionRule 'Degraded=false' | Out-String -Width 200
        $shown | Should -Match 'Resource +Namespace +Name +UpdateStrategy +Feedback +Conditions'
        $shown | Should -Match 'deployments.apps +shop +web +CreateOnly +WellKnown +Degraded'
    }

    It 'offers the strategies and words' {
        Get-Completion 'New-OcmManifestConfig deployments.apps web -UpdateStrategy ' | Should -Be CreateOnly, ReadOnly, ServerSideApply, Update
        Get-Completion 'New-OcmManifestConfig deployments.apps web -Feedback ' | Should -Be Default, None, WellKnown
    }
}
