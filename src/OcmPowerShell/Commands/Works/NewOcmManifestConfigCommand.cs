using System.Buffers;
using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Commands;

/// <summary>Makes a value for -ManifestConfig: what is different for one manifest of a work. Sends nothing.</summary>
[Cmdlet(VerbsCommon.New, "OcmManifestConfig", DefaultParameterSetName = ByName)]
[OutputType(typeof(ManifestConfig))]
public sealed class NewOcmManifestConfigCommand : OcmCmdlet
{
    private const string ByName = "Name";
    private const string ByInputObject = "InputObject";

    /// <summary>The plural of the manifest's kind, as in <c>deployments</c>; with its group behind it, as in <c>deployments.apps</c>, if that is not given.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [AllowNull]
    [AllowEmptyString]
    public string Resource { get; set; } = "";

    /// <summary>The object's name; <c>*</c> stands for any text.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByName)]
    [AllowNull]
    [AllowEmptyString]
    public string Name { get; set; } = "";

    /// <summary>The API group, as in <c>apps</c>; none is the core group.</summary>
    [Parameter(ParameterSetName = ByName)]
    [AllowNull]
    [AllowEmptyString]
    public string? Group { get; set; }

    /// <summary>The object's namespace; <c>*</c> stands for any text. None for a cluster-scoped object.</summary>
    [Parameter(ParameterSetName = ByName)]
    [AllowNull]
    [AllowEmptyString]
    public string? Namespace { get; set; }

    /// <summary>A manifest, or a row of Get-OcmWorkManifest, that the config is to be for.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByInputObject, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public SpecArgument[] InputObject { get; set; } = [];

    /// <summary>How the agent brings the object to what the manifest says.</summary>
    [Parameter]
    public UpdateStrategy UpdateStrategy { get; set; }

    /// <summary>With ServerSideApply: takes fields that another manager owns.</summary>
    [Parameter]
    public SwitchParameter ForceConflict { get; set; }

    /// <summary>With ServerSideApply: the agent's name as field manager; it must begin with <c>work-agent</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? FieldManager { get; set; }

    /// <summary>With ServerSideApply: fields that are left to others once the object is there: <c>.spec.replicas</c>, <c>/spec/replicas</c>, or hashtables.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public SpecArgument[]? IgnoreField { get; set; }

    /// <summary>What the agent reports: Default what tells whether the workload runs, WellKnown what OCM knows of the kind, None only paths.</summary>
    [Parameter]
    [ValidateSet("Default", "WellKnown", "None")]
    public string? Feedback { get; set; }

    /// <summary>Values that the agent reports, by name: <c>@{ Phase = '.status.phase' }</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public IDictionary? JsonPath { get; set; }

    /// <summary>Poll asks for feedback from time to time, Watch at every change.</summary>
    [Parameter]
    [ValidateSet("Poll", "Watch")]
    public string? FeedbackScrapeType { get; set; }

    /// <summary>Conditions of the work that are made from the object: <c>'Progressing=object.status.updatedReplicas &lt; object.spec.replicas'</c>, <c>Complete</c>, or hashtables.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyCollection]
    public SpecArgument[]? ConditionRule { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            RefuseEmpty();
            if (ParameterSetName == ByName)
            {
                Write(new JsonObject { [nameof(Resource)] = Resource, [nameof(Group)] = Group, [nameof(Namespace)] = Namespace, [nameof(Name)] = Name });
                return;
            }

            foreach (SpecArgument argument in InputObject)
            {
                ResourceTarget target = (argument.Value is JsonObject value ? ResourceTarget.OfManifest(value) : null)
                    ?? throw new HubException("NotAnObject", $"'{argument}' is neither a manifest nor a row of Get-OcmWorkManifest. Name the object with -Resource, -Group, -Namespace and -Name.");
                Write(new JsonObject { [nameof(Resource)] = target.Resource, [nameof(Group)] = target.Group, [nameof(Namespace)] = target.Namespace, [nameof(Name)] = target.Name });
            }
        }
        catch (HubException exception)
        {
            Fail(exception, ParameterSetName == ByName ? Name : InputObject);
        }
    }

    private void RefuseEmpty()
    {
        if (ParameterSetName == ByName)
        {
            Targets.RefuseEmpty(nameof(Resource), true, [Resource]);
            Targets.RefuseEmpty(nameof(Name), true, [Name]);
        }

        Targets.RefuseEmpty(nameof(Namespace), Has(nameof(Namespace)), [Namespace]);
        Targets.RefuseEmpty(nameof(IgnoreField), Has(nameof(IgnoreField)), IgnoreField);
        Targets.RefuseEmpty(nameof(ConditionRule), Has(nameof(ConditionRule)), ConditionRule);
        string[] saying = [nameof(UpdateStrategy), nameof(Feedback), nameof(JsonPath), nameof(FeedbackScrapeType), nameof(ConditionRule)];
        if (!Array.Exists(saying, Has))
        {
            throw new HubException("InvalidManifestConfig", $"The config says nothing. Give one or more of -{string.Join(", -", saying)}.");
        }
    }

    private void Write(JsonObject config)
    {
        config[nameof(UpdateStrategy)] = Has(nameof(UpdateStrategy)) ? UpdateStrategy.ToString() : null;
        config[nameof(ForceConflict)] = ForceConflict.IsPresent;
        config[nameof(FieldManager)] = FieldManager;
        config[nameof(IgnoreField)] = ListOf(IgnoreField);
        config[nameof(Feedback)] = Feedback;
        config[nameof(JsonPath)] = JsonPath is null ? null : ToJson(JsonPath);
        config[nameof(FeedbackScrapeType)] = FeedbackScrapeType;
        config[nameof(ConditionRule)] = ListOf(ConditionRule);
        WriteObject(ManifestConfigReader.Read(config));
    }

    private bool Has(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private static JsonArray? ListOf(SpecArgument[]? arguments) => arguments is null ? null : new([.. arguments.Select(argument => argument.Value?.DeepClone())]);

    private static JsonNode? ToJson(IDictionary map)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            PowerShellJson.Write(writer, map);
        }

        return JsonNode.Parse(buffer.WrittenSpan, documentOptions: JsonDepth.Document);
    }
}
