namespace OcmPowerShell.Sandbox.Api.Http;

/// <summary>The form of an answer, as agreed with the client by its <c>Accept</c> header.</summary>
/// <param name="Shape">What of an object it holds.</param>
/// <param name="MetaVersion">v1 or v1beta1 of meta.k8s.io, for tables and metadata.</param>
/// <param name="IsYaml">Whether it is YAML.</param>
internal sealed record AnswerFormat(AnswerShape Shape, string MetaVersion, bool IsYaml)
{
    private const string Accepted = "application/json, application/yaml, application/vnd.kubernetes.protobuf";

    /// <summary>Whole objects in JSON.</summary>
    public static readonly AnswerFormat Json = new(AnswerShape.Whole, "v1", IsYaml: false);

    /// <summary>The <c>Content-Type</c>.</summary>
    public string ContentType => IsYaml ? "application/yaml" : "application/json";

    /// <summary>The first form that the client would take and the server can give.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public static AnswerFormat Negotiate(string? accept)
    {
        foreach (MediaRange range in MediaRange.ParseAll(accept))
        {
            if (range.Matches("application", "json") && Of(range, isYaml: false) is AnswerFormat json)
            {
                return json;
            }

            if (range.Type == "application/yaml" && Of(range, isYaml: true) is AnswerFormat yaml)
            {
                return yaml;
            }
        }

        throw Refusal.NotAcceptable(Accepted);
    }

    private static AnswerFormat? Of(MediaRange range, bool isYaml)
    {
        if (range["as"] is not string transformed)
        {
            return Json with { IsYaml = isYaml };
        }

        AnswerShape? shape = transformed switch
        {
            "Table" => AnswerShape.Table,
            "PartialObjectMetadata" or "PartialObjectMetadataList" => AnswerShape.Metadata,
            _ => null,
        };
        return shape is not null && range["g"] == "meta.k8s.io" && range["v"] is "v1" or "v1beta1"
            ? new AnswerFormat(shape!.Value, range["v"]!, isYaml)
            : null;
    }
}
