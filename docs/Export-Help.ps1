#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Makes the module's help file of the pages in docs/cmdlets, after checking them against the cmdlets.
.DESCRIPTION
    Run it in a process of its own, as build.ps1 -Task Docs does: it loads PlatyPS, which brings a YAML library, and the
    module. The pages are the source. It fails, and writes nothing, when they are not in step with the cmdlets.
.PARAMETER Module
    The manifest of the packaged module.
.PARAMETER Output
    The help file to write.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Module,

    [string] $Output = "$PSScriptRoot/../en-US/OcmPowerShell.dll-Help.xml"
)

$ErrorActionPreference = 'Stop'
$pages = "$PSScriptRoot/cmdlets"

function Import-PlatyPS {
    if (-not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable | Where-Object Version -GE '1.0')) {
        throw 'The help is made with PlatyPS, which is not installed here. Install it with: Install-PSResource Microsoft.PowerShell.PlatyPS'
    }

    Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion '1.0'
}

# What a page must say just as the cmdlet does, as lines that can be compared.
function Get-Contract([object] $Help) {
    foreach ($parameter in $Help.Parameters) {
        $aliases = ($parameter.Aliases | Sort-Object) -join ', '
        "-$($parameter.Name): type $($parameter.Type), aliases ($aliases), wildcards $($parameter.SupportsWildcards)"
        foreach ($set in $parameter.ParameterSets) {
            "-$($parameter.Name): in set $($set.Name) at position $($set.Position), mandatory $($set.IsRequired), from the pipeline $($set.ValueFromPipeline), by property name $($set.ValueFromPipelineByPropertyName)"
        }
    }

    foreach ($syntax in $Help.Syntax) {
        "syntax $("$syntax" -replace ' \[<CommonParameters>\]$')"
    }
}

# What is wrong with the pages, a line each.
function Find-Fault([object[]] $Command, [System.IO.FileInfo[]] $Page) {
    foreach ($one in $Command | Where-Object Name -NotIn $Page.BaseName) {
        "$($one.Name) has no page. New-MarkdownCommandHelp makes one to fill in."
    }

    foreach ($one in $Page | Where-Object BaseName -NotIn $Command.Name) {
        "$($one.Name) is a page of no cmdlet."
    }

    foreach ($one in $Page | Where-Object BaseName -In $Command.Name) {
        if (-not (Test-MarkdownCommandHelp -Path $one.FullName)) {
            "$($one.Name) is not built like a help page. Test-MarkdownCommandHelp -DetailView tells what is missing."
            continue
        }

        if (Select-String -LiteralPath $one.FullName -SimpleMatch '{{ ' -Quiet) {
            "$($one.Name) has places that are not filled in yet."
        }

        $cmdlet = @(Get-Contract (New-CommandHelp ($Command | Where-Object Name -EQ $one.BaseName)))
        $described = @(Get-Contract (Import-MarkdownCommandHelp $one.FullName))
        Compare-Object $cmdlet $described | ForEach-Object {
            "$($one.Name) $($_.SideIndicator -eq '<=' ? 'lacks' : 'has, but the cmdlet does not:') $($_.InputObject)"
        }
    }
}

# PlatyPS leaves the fences of Markdown in the examples, puts a control character between paragraphs, shows links between
# pages as paths, drops default values and spells types in full. Get-Help is to show what a reader expects there.
function Optimize-Maml([xml] $Maml, [object[]] $Help) {
    $names = [System.Xml.XmlNamespaceManager]::new($Maml.NameTable)
    $names.AddNamespace('maml', 'http://schemas.microsoft.com/maml/2004/10')
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    $names.AddNamespace('dev', 'http://schemas.microsoft.com/maml/dev/2004/10')
    foreach ($example in $Maml.SelectNodes('//command:example', $names)) {
        $introduction = $example.SelectSingleNode('maml:introduction', $names)
        $text = ($introduction.SelectNodes('maml:para', $names).InnerText | ForEach-Object { $_ -eq [string][char]0x80 ? '' : $_ }) -join "`n"
        $introduction.RemoveAll()
        $parts = $text -split '(?m)^```\w*$'
        $example.SelectSingleNode('dev:code', $names).InnerText = $parts[1].Trim("`n")
        $remarks = $example.SelectSingleNode('dev:remarks', $names)
        foreach ($part in @($parts | Select-Object -Skip 2 | ForEach-Object { $_.Trim("`n") } | Where-Object { $_ })) {
            $paragraph = $Maml.CreateElement('maml', 'para', $names.LookupNamespace('maml'))
            $paragraph.InnerText = $part + "`n"
            [void] $remarks.AppendChild($paragraph)
        }
    }

    foreach ($parameter in $Maml.SelectNodes('//command:parameters/command:parameter', $names)) {
        $value = $parameter.SelectSingleNode('command:parameterValue', $names)
        if ($value) {
            $value.InnerText = $value.InnerText -replace '^System\.Nullable`1\[(.+)\]$', '$1' -replace '^.+\.', ''
        }

        $cmdlet = $parameter.SelectSingleNode('../../command:details/command:name', $names).InnerText
        $name = $parameter.SelectSingleNode('maml:name', $names).InnerText
        $default = ($Help | Where-Object Title -EQ $cmdlet).Parameters.Where({ $_.Name -eq $name }).DefaultValue
        if ($default) {
            $node = $Maml.CreateElement('dev', 'defaultValue', $names.LookupNamespace('dev'))
            $node.InnerText = $default
            [void] $parameter.AppendChild($node)
        }
    }

    foreach ($uri in $Maml.SelectNodes('//maml:navigationLink/maml:uri', $names)) {
        if ($uri.InnerText -notmatch '^https?:') {
            $uri.InnerText = ''
        }
    }
}

function Write-Maml([xml] $Maml, [string] $Path) {
    $settings = [System.Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; NewLineHandling = 'None'; Encoding = [System.Text.UTF8Encoding]::new($false) }
    $writer = [System.Xml.XmlWriter]::Create($Path, $settings)
    try {
        $Maml.Save($writer)
        $writer.Flush()
    }
    finally {
        $writer.Dispose()
    }

    [System.IO.File]::AppendAllText($Path, "`n")
}

Import-PlatyPS
Import-Module (Resolve-Path -LiteralPath $Module).ProviderPath
$commands = Get-Command -Module OcmPowerShell
$files = Get-ChildItem -LiteralPath $pages -Filter *.md

$faults = @(Find-Fault $commands $files)
if ($faults) {
    $faults
    throw "docs/cmdlets is not in step with the cmdlets: $($faults.Count) place(s), as listed. No help was written."
}

$folder = Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid())
try {
    $help = Import-MarkdownCommandHelp $files.FullName
    $made = $help | Export-MamlCommandHelp -OutputFolder $folder
    $maml = [xml]::new()
    $maml.PreserveWhitespace = $false
    $maml.Load($made.FullName)
    Optimize-Maml $maml $help
    Write-Maml $maml $Output
}
finally {
    Remove-Item -LiteralPath $folder -Recurse -ErrorAction Ignore
}

"$(@($files).Count) pages are in step; wrote $(Resolve-Path -LiteralPath $Output -Relative)"
